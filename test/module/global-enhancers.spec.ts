import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  NotFoundException,
  type PipeTransform,
  Post,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map } from 'rxjs';
import { AuthModule } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

/** Wraps every response, as some applications do. */
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Catch()
class EnvelopeFilter implements ExceptionFilter {
  constructor(private readonly adapters: HttpAdapterHost) {}

  catch(error: { status?: number; name: string }, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse<object>();
    const { status = 500, name } = error;
    this.adapters.httpAdapter.reply(response, { error: name }, status);
  }
}

/** Removes properties without a DTO from a body, as `ValidationPipe` with `whitelist` does. */
class StrictPipe implements PipeTransform {
  transform(value: unknown, { type }: { type: string }) {
    return type === 'body' ? { checked: true } : value;
  }
}

@Controller('own')
class OwnController {
  @Post()
  echo(@Body() body: unknown) {
    return body;
  }

  @Get('missing')
  missing() {
    throw new NotFoundException();
  }
}

const parts = () => ({
  imports: [AuthModule.forRoot({ secret: SECRET, ...ownPorts() }), OrdersModule],
  controllers: [OwnController],
});

describe.each(PLATFORMS)(
  'an application on %s with a global pipe, filter and interceptor',
  (platform) => {
    let application: TestApplication;

    beforeAll(async () => {
      application = await TestApplication.start(platform, parts(), {
        prepare: (app) =>
          app
            .useGlobalPipes(new StrictPipe())
            .useGlobalInterceptors(new EnvelopeInterceptor())
            .useGlobalFilters(new EnvelopeFilter(app.get(HttpAdapterHost))),
      });
    });
    afterAll(() => application.stop());

    it('applies the global pipe, filter and interceptor of the application to its routes', async () => {
      expect((await application.post('/own', { a: 1 })).json).toEqual({ data: { checked: true } });
      expect((await application.get('/own/missing')).json).toEqual({ error: 'NotFoundException' });
    });

    it("sends responses of Keyturn's routes without changes by the global pipe and interceptor", async () => {
      const pair = await application.post('/api/token/', CREDENTIALS);
      expect([pair.status, Object.keys(pair.json)]).toEqual([200, ['refresh', 'access']]);
      const { access } = pair.json as { access: string };
      expect((await application.getWithToken('/api/me/', access)).json).toEqual({
        id: '7',
        username: 'carol',
      });
      const verified = await application.post('/api/token/verify/', { token: access });
      expect([verified.status, verified.text]).toEqual([200, '{}']);
      const next = await application.post('/api/token/refresh/', pair.json);
      expect([next.status, Object.keys(next.json).sort()]).toEqual([200, ['access', 'refresh']]);
      const logout = await application.post('/api/token/blacklist/', next.json);
      expect([logout.status, logout.text]).toEqual([200, '{}']);
      for (const { headers } of [pair, verified, next, logout]) {
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    });

    it("sends errors of Keyturn's routes without changes by the global filter", async () => {
      const rejected = await application.post('/api/token/', { ...CREDENTIALS, password: 'wrong' });
      expect([rejected.status, rejected.text]).toEqual([
        401,
        '{"detail":"No active account found with the given credentials"}',
      ]);
      const fields = await application.post('/api/token/refresh/', {});
      expect([fields.status, fields.text]).toEqual([
        400,
        '{"refresh":["This field is required."]}',
      ]);
      expect((await application.get('/api/me/')).json).toEqual({
        detail: 'Authentication credentials were not provided.',
      });
    });

    it('sends errors of JwtAuthGuard on a route of the application through its global filter', async () => {
      const { status, json, headers } = await application.get('/orders');
      expect([status, json]).toEqual([401, { error: 'AuthHttpException' }]);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    });
  },
);

describe.each(PLATFORMS)('an application on %s without global enhancers', (platform) => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start(platform, parts());
  });
  afterAll(() => application.stop());

  it('applies no enhancer and no header of Keyturn to the routes of the application', async () => {
    expect((await application.post('/own', { a: 1 })).json).toEqual({ a: 1 });
    const { json, headers } = await application.get('/own/missing');
    expect(json).toEqual({ message: 'Not Found', statusCode: 404 });
    expect(headers.get('cache-control')).toBeNull();
  });
});
