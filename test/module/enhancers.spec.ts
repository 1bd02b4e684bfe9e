import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  type INestApplication,
  type NestInterceptor,
  NotFoundException,
  type PipeTransform,
  Post,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map } from 'rxjs';
import {
  AuthErrorFilter,
  CredentialsService,
  JwtAuthGuard,
  LocalAuthGuard,
  TokenService,
} from '../../src/index.js';
import type { HttpResponse } from '../support/http-client.js';
import type { Tokens } from '../support/api-client.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';
import { OrdersModule } from './support/orders.js';

const WRONG = { ...CREDENTIALS, password: 'wrong' };
const NO_ACCOUNT = '{"detail":"No active account found with the given credentials"}';
const MISSING = { detail: 'Authentication credentials were not provided.' };

/** Handlers of an application without enhancers. */
@Controller('plain')
class PlainController {
  @Post()
  echo(@Body() body: unknown) {
    return body;
  }

  @Get('missing')
  missing() {
    throw new NotFoundException();
  }
}

/** Handlers that let errors of the module reach the filter. */
@Controller('own')
@UseFilters(AuthErrorFilter)
class OwnController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly tokens: TokenService,
  ) {}

  @Post('session')
  logIn(@Body() { username, password }: typeof CREDENTIALS) {
    return this.credentials.authenticate(username, password);
  }

  @Post('local')
  @UseGuards(LocalAuthGuard)
  local() {
    return {};
  }

  @Post('refresh')
  refresh(@Body() { refresh }: { refresh: string }) {
    return this.tokens.refresh(refresh);
  }

  @Get('guarded')
  @UseGuards(JwtAuthGuard)
  guarded() {
    return {};
  }

  @Post('text')
  text(@Body() { text }: { text: string }) {
    throw new HttpException(text, 422);
  }

  @Get('fault')
  fault() {
    throw new Error('unexpected');
  }
}

/** Wraps every response, as some applications do. */
class EnvelopeInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Catch()
class EnvelopeFilter implements ExceptionFilter {
  constructor(private readonly adapters: HttpAdapterHost) {}

  catch(error: Error & { status?: number }, host: ArgumentsHost) {
    const { status = 500, name, message } = error;
    const response = host.switchToHttp().getResponse<object>();
    this.adapters.httpAdapter.reply(response, { error: name, message }, status);
  }
}

/** Removes properties without a DTO from a body, as `ValidationPipe` with `whitelist` does. */
class StrictPipe implements PipeTransform {
  transform(value: unknown, { type }: { type: string }) {
    return type === 'body' ? { checked: true } : value;
  }
}

const start = (
  platform: (typeof PLATFORMS)[number],
  prepare?: (app: INestApplication) => unknown,
) =>
  TestApplication.start({
    platform,
    imports: [memoryAuth(), OrdersModule],
    controllers: [PlainController, OwnController],
    ...(prepare && { prepare }),
  });

const contentOf = ({ status, text }: HttpResponse) => [status, text];

describe.each(PLATFORMS)('an application on %s with global enhancers', (platform) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await start(platform, (app) =>
      app
        .useGlobalPipes(new StrictPipe())
        .useGlobalInterceptors(new EnvelopeInterceptor())
        .useGlobalFilters(new EnvelopeFilter(app.get(HttpAdapterHost))),
    );
  });

  it('applies the global pipe, filter and interceptor of the application to its routes', async () => {
    expect((await application.post('/plain', { a: 1 })).json).toEqual({ data: { checked: true } });
    const { json } = await application.get('/plain/missing');
    expect(json).toEqual({ error: 'NotFoundException', message: 'Not Found' });
  });

  it("sends responses of Keyturn's routes without changes by the global pipe and interceptor", async () => {
    const pair = await application.post('/api/token/', CREDENTIALS);
    expect([pair.status, Object.keys(pair.json)]).toEqual([200, ['refresh', 'access']]);
    const { access } = pair.json as unknown as Tokens;
    const me = await application.getWithToken('/api/me/', access);
    expect(me.json).toEqual({ id: '7', username: 'carol' });
    const verified = await application.post('/api/token/verify/', { token: access });
    expect(contentOf(verified)).toEqual([200, '{}']);
    const next = await application.post('/api/token/refresh/', pair.json);
    expect([next.status, Object.keys(next.json).sort()]).toEqual([200, ['access', 'refresh']]);
    const logout = await application.post('/api/token/blacklist/', next.json);
    expect(contentOf(logout)).toEqual([200, '{}']);
    for (const { headers } of [pair, verified, next, logout]) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  it("sends errors of Keyturn's routes without changes by the global filter", async () => {
    const refused = await application.post('/api/token/', WRONG);
    expect(contentOf(refused)).toEqual([401, NO_ACCOUNT]);
    const fields = await application.post('/api/token/refresh/', {});
    expect(contentOf(fields)).toEqual([400, '{"refresh":["This field is required."]}']);
    expect((await application.get('/api/me/')).json).toEqual(MISSING);
  });

  it('sends errors of JwtAuthGuard on a route of the application through its global filter', async () => {
    const { status, json, headers } = await application.get('/orders');
    expect(status).toBe(401);
    expect(json).toMatchObject({ error: 'AuthHttpException' });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it('leaves errors of a handler with AuthErrorFilter to the filter of the application', async () => {
    const { status, json } = await application.post('/own/text', {});
    expect([status, json]).toEqual([422, { error: 'HttpException', message: 'Http Exception' }]);
  });

  it("AuthErrorFilter handles AuthErrors and the errors of Keyturn's guards before other filters", async () => {
    expect((await application.get('/own/guarded')).json).toEqual(MISSING);
    const required = ['This field is required.'];
    const local = await application.post('/own/local', {});
    expect(local.json).toEqual({ username: required, password: required });
    const refreshed = await application.post('/own/refresh', { refresh: 'garbage' });
    expect(refreshed.json).toMatchObject({ code: 'token_not_valid' });
  });
});

describe.each(PLATFORMS)('an application on %s without global enhancers', (platform) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await start(platform);
  });

  it('applies no enhancer and no header of Keyturn to the routes of the application', async () => {
    expect((await application.post('/plain', { a: 1 })).json).toEqual({ a: 1 });
    const { json, headers } = await application.get('/plain/missing');
    expect(json).toEqual({ message: 'Not Found', statusCode: 404 });
    expect(headers.get('cache-control')).toBeNull();
  });

  it.each([
    ['session', WRONG, NO_ACCOUNT],
    ['local', WRONG, NO_ACCOUNT],
    [
      'refresh',
      { refresh: 'garbage' },
      '{"detail":"Token is invalid or expired","code":"token_not_valid"}',
    ],
  ])(
    "AuthErrorFilter sends the response of Keyturn's own routes for an AuthError in /own/%s",
    async (path, body, text) => {
      const response = await application.post(`/own/${path}`, body);
      expect(contentOf(response)).toEqual([401, text]);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': expect.stringMatching(/^application\/json/),
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer realm="api"',
      });
    },
  );

  it('AuthErrorFilter leaves every other error to Nest, which sends JSON', async () => {
    const text = '<script>alert(1)</script>';
    const sent = await application.post('/own/text', { text });
    expect(sent.headers.get('content-type')).toMatch(/^application\/json/);
    expect([sent.status, sent.json]).toEqual([422, { statusCode: 422, message: text }]);
    expect((await application.get('/own/fault')).json).toMatchObject({ statusCode: 500 });
    expect(await application.statusOf('/own/nowhere')).toBe(404);
  });
});
