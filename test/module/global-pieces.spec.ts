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
import { Host, PLATFORMS } from './support/host.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

/** Answers as some applications have all of theirs. */
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

/** As Nest's ValidationPipe with `whitelist` does: takes from a body what no DTO of theirs names. */
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
  'an application on %s with its own pipe, filter and interceptor',
  (platform) => {
    let host: Host;

    beforeAll(async () => {
      host = await Host.start(platform, parts(), {
        prepare: (app) =>
          app
            .useGlobalPipes(new StrictPipe())
            .useGlobalInterceptors(new EnvelopeInterceptor())
            .useGlobalFilters(new EnvelopeFilter(app.get(HttpAdapterHost))),
      });
    });
    afterAll(() => host.stop());

    it('has all three on its own routes', async () => {
      expect((await host.post('/own', { a: 1 })).json).toEqual({ data: { checked: true } });
      expect((await host.get('/own/missing')).json).toEqual({ error: 'NotFoundException' });
    });

    it('has the answers of our routes as they are everywhere, with nothing around them', async () => {
      const pair = await host.post('/api/token/', CREDENTIALS);
      expect([pair.status, Object.keys(pair.json)]).toEqual([200, ['refresh', 'access']]);
      const { access } = pair.json as { access: string };
      expect((await host.ask('/api/me/', access)).json).toEqual({ id: '7', username: 'carol' });
      const verified = await host.post('/api/token/verify/', { token: access });
      expect([verified.status, verified.text]).toEqual([200, '{}']);
      const next = await host.post('/api/token/refresh/', pair.json);
      expect([next.status, Object.keys(next.json).sort()]).toEqual([200, ['access', 'refresh']]);
      const out = await host.post('/api/token/blacklist/', next.json);
      expect([out.status, out.text]).toEqual([200, '{}']);
      for (const { headers } of [pair, verified, next, out]) {
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      }
    });

    it('has the refusals of our routes as they are everywhere', async () => {
      const refused = await host.post('/api/token/', { ...CREDENTIALS, password: 'wrong' });
      expect([refused.status, refused.text]).toEqual([
        401,
        '{"detail":"No active account found with the given credentials"}',
      ]);
      const fields = await host.post('/api/token/refresh/', {});
      expect([fields.status, fields.text]).toEqual([
        400,
        '{"refresh":["This field is required."]}',
      ]);
      expect((await host.get('/api/me/')).json).toEqual({
        detail: 'Authentication credentials were not provided.',
      });
    });

    it('has its own words where our guard refuses on a route of its own', async () => {
      const { status, json, headers } = await host.get('/orders');
      expect([status, json]).toEqual([401, { error: 'AuthHttpException' }]);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
    });
  },
);

describe.each(PLATFORMS)('an application on %s with none of them', (platform) => {
  let host: Host;

  beforeAll(async () => {
    host = await Host.start(platform, parts());
  });
  afterAll(() => host.stop());

  it('is answered by Nest alone on its own routes: nothing of ours reaches them', async () => {
    expect((await host.post('/own', { a: 1 })).json).toEqual({ a: 1 });
    const { json, headers } = await host.get('/own/missing');
    expect(json).toEqual({ message: 'Not Found', statusCode: 404 });
    expect(headers.get('cache-control')).toBeNull();
  });
});
