import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  HttpException,
  Post,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  AuthErrorFilter,
  AuthModule,
  CredentialsService,
  JwtAuthGuard,
  LocalAuthGuard,
  TokenService,
} from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';

const SENT = '<script>alert(1)</script>';

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

  @Get('forbidden')
  forbidden() {
    throw new ForbiddenException('errors.forbidden');
  }

  @Get('fault')
  fault() {
    throw new Error('unexpected');
  }
}

/** Translates the errors of the application, as filters for i18n do. */
@Catch(HttpException)
class TranslatingFilter implements ExceptionFilter<HttpException> {
  constructor(private readonly adapters: HttpAdapterHost) {}

  catch(error: HttpException, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse<object>();
    const body = { translated: error.message };
    this.adapters.httpAdapter.reply(response, body, error.getStatus());
  }
}

const parts = () => ({
  imports: [AuthModule.forRoot({ secret: SECRET, ...ownPorts() })],
  controllers: [OwnController],
});

describe.each(PLATFORMS)('AuthErrorFilter on %s', (platform) => {
  let application: TestApplication;
  afterAll(() => application.stop());

  describe('without other filters', () => {
    beforeAll(async () => void (application = await TestApplication.start(platform, parts())));

    it.each([
      ['session', { ...CREDENTIALS, password: 'wrong' }, 'invalid_credentials'],
      ['local', { ...CREDENTIALS, password: 'wrong' }, 'invalid_credentials'],
      ['refresh', { refresh: 'garbage' }, 'invalid_token'],
    ])(
      "sends the response of Keyturn's own routes for an AuthError in /own/%s",
      async (path, body, code) => {
        const { status, headers, json } = await application.post(`/own/${path}`, body);
        expect(status).toBe(401);
        expect(headers.get('content-type')).toMatch(/^application\/json/);
        expect(headers.get('cache-control')).toBe('no-store');
        expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
        expect(json).toEqual(
          code === 'invalid_credentials'
            ? { detail: 'No active account found with the given credentials' }
            : { detail: 'Token is invalid or expired', code: 'token_not_valid' },
        );
      },
    );

    it('leaves an HttpException to Nest, which sends its message as JSON', async () => {
      const { status, headers, json } = await application.post('/own/text', { text: SENT });
      expect(status).toBe(422);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(json).toEqual({ statusCode: 422, message: SENT });
    });

    it('leaves every other error to Nest', async () => {
      expect((await application.get('/own/forbidden')).json).toEqual({
        statusCode: 403,
        error: 'Forbidden',
        message: 'errors.forbidden',
      });
      expect((await application.get('/own/fault')).json).toMatchObject({ statusCode: 500 });
      expect((await application.get('/own/nowhere')).status).toBe(404);
    });
  });
});

describe.each(PLATFORMS)('AuthErrorFilter with another filter on %s', (platform) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await TestApplication.start(platform, parts(), {
      prepare: (app) => app.useGlobalFilters(new TranslatingFilter(app.get(HttpAdapterHost))),
    });
  });
  afterAll(() => application.stop());

  it('leaves errors of the application to the filter of the application', async () => {
    expect((await application.get('/own/forbidden')).json).toEqual({
      translated: 'errors.forbidden',
    });
    expect((await application.post('/own/text', { text: SENT })).json).toEqual({
      translated: SENT,
    });
  });

  it("handles AuthErrors and the errors of Keyturn's guards before other filters", async () => {
    expect((await application.get('/own/guarded')).json).toEqual({
      detail: 'Authentication credentials were not provided.',
    });
    expect((await application.post('/own/local', {})).json).toEqual({
      username: ['This field is required.'],
      password: ['This field is required.'],
    });
    expect((await application.post('/own/refresh', { refresh: 'garbage' })).json).toMatchObject({
      code: 'token_not_valid',
    });
  });
});
