import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Body,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  Post,
  UseGuards,
} from '@nestjs/common';
import { type AuthModuleOptions, CurrentUser, JwtAuthGuard } from '../../src/index.js';
import { CookiePage } from '../support/cookie-page.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';

@Controller('notes')
@UseGuards(JwtAuthGuard)
class NotesController {
  @Get()
  read(@CurrentUser('username') username: string) {
    return { username };
  }

  @Post()
  write(@Body() body: object) {
    return body;
  }
}

const COOKIES: Partial<AuthModuleOptions> = {
  refreshTokenTransport: 'cookie',
  accessTokenTransport: 'cookie',
  allowedOrigins: ['https://app.example.org'],
};

describe.each(PLATFORMS)('cookies on %s', (platform) => {
  let application: TestApplication;
  let page: CookiePage;
  beforeEach(async () => {
    const parts = { imports: [memoryAuth(COOKIES)], controllers: [NotesController] };
    application = await TestApplication.start({ ...parts, platform });
    page = new CookiePage(application.url);
    expect((await page.logIn(CREDENTIALS)).status).toBe(200);
  });
  afterEach(() => application.stop());

  it('carries a page from the log-in over refreshes to the log-out', async () => {
    expect([...page.jar.keys()]).toEqual([
      '__Host-Http-keyturn-refresh',
      '__Host-Http-keyturn-session',
      '__Host-Http-keyturn-access',
    ]);
    const first = page.refreshToken;
    expect((await page.refresh()).status).toBe(200);
    expect(page.refreshToken).not.toBe(first);
    expect((await page.get('/notes')).json).toEqual({ username: 'carol' });
    expect((await page.logOut()).status).toBe(200);
    expect(page.jar.size).toBe(0);
  });

  it('clears the cookies with the response that rejects their token', async () => {
    page.jar.set('__Host-Http-keyturn-refresh', 'not.a.token');
    expect((await page.refresh()).status).toBe(401);
    expect([...page.jar.keys()]).toEqual(['__Host-Http-keyturn-session']);
  });

  it('guards a request that can change state like a request for tokens', async () => {
    const origin = { Origin: 'https://app.example.org', 'X-Requested-With': 'fetch' };
    expect((await page.postSameOrigin('/notes', {})).status).toBe(201);
    expect((await page.post('/notes', {}, origin)).status).toBe(201);
    const { status, json } = await page.post('/notes', {});
    expect([status, json]).toEqual([
      403,
      { detail: 'Requests with cookies need the header X-Requested-With or Idempotency-Key.' },
    ]);
    const foreign = { ...origin, Origin: 'https://evil.example' };
    expect((await page.post('/notes', {}, foreign)).status).toBe(403);
    const crossSite = { 'X-Requested-With': 'fetch', 'Sec-Fetch-Site': 'cross-site' };
    expect((await page.post('/notes', {}, crossSite)).status).toBe(403);
  });

  it('does not check the origin of a request with an Authorization header', async () => {
    const bearer = { Authorization: `Bearer ${page.accessToken}`, Origin: 'https://evil.example' };
    expect((await page.post('/notes', {}, bearer)).status).toBe(201);
  });
});

/** Sets a cookie of the application on every response. */
class ThemeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const response = context.switchToHttp().getResponse<HeaderResponse>();
    response.header('Set-Cookie', 'theme=dark');
    return next.handle();
  }
}

interface HeaderResponse {
  header(name: string, value: string): unknown;
}

describe.each(PLATFORMS)('an application on %s', (platform) => {
  it('ignores access tokens in cookies unless it accepts them', async () => {
    const options = { refreshTokenTransport: 'cookie' } as const;
    const parts = { imports: [memoryAuth(options)], controllers: [NotesController] };
    const application = await TestApplication.start({ ...parts, platform });
    const page = new CookiePage(application.url);
    const { json } = await page.logIn(CREDENTIALS);
    page.jar.set('__Host-Http-keyturn-access', String(json['access']));
    expect((await page.get('/notes')).status).toBe(401);
  });

  it('keeps the cookies that the application sets on the same response', async () => {
    const application = await TestApplication.start({
      imports: [memoryAuth({ refreshTokenTransport: 'cookie' })],
      prepare: (app) => app.useGlobalInterceptors(new ThemeInterceptor()),
      platform,
    });
    const page = new CookiePage(application.url);
    await page.logIn(CREDENTIALS);
    expect([...page.jar.keys()].sort()).toEqual([
      '__Host-Http-keyturn-refresh',
      '__Host-Http-keyturn-session',
      'theme',
    ]);
  });
});
