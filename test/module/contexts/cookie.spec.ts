import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CurrentUser,
  type GuardedRequest,
  JwtAuthGuard,
  OptionalAuth,
} from '../../../src/index.js';
import { greet } from './describe-guard.js';
import { TestApplication, INVALID_TOKENS } from './application.js';

/** Returns null without a token, as passport's extractors do. */
@Injectable()
class CookieGuard extends JwtAuthGuard {
  protected override extractToken(request: GuardedRequest): string | null {
    const { cookie = '' } = (request as { headers: { cookie?: string } }).headers;
    return /(?:^|; )access=([^;]+)/.exec(cookie)?.[1] ?? null;
  }
}

@Controller()
@UseGuards(CookieGuard)
class Pages {
  @Get('id')
  id(@CurrentUser('id') id: string) {
    return { id };
  }

  @Get('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: { id: string }) {
    return greet(user);
  }
}

const PLATFORMS = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const;

describe.each(PLATFORMS)('a guard that reads the token from a cookie on %s', (_, adapter) => {
  const application = new TestApplication();
  beforeAll(() =>
    application.start({ controllers: [Pages] }, undefined, (module) =>
      module.createNestApplication(adapter()),
    ),
  );
  afterAll(() => application.stop());

  async function get(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`http://127.0.0.1:${application.port}/${path}`, { headers });
    return [response.status, response.headers.get('www-authenticate'), await response.json()];
  }

  it('accepts a valid token in a cookie when extractToken reads it', async () => {
    const cookie = `theme=dark; access=${await application.logIn()}`;
    expect(await get('id', { cookie })).toEqual([200, null, { id: 'id-of-carol' }]);
    expect(await get('greeting', { cookie })).toEqual([200, null, { hello: 'id-of-carol' }]);
  });

  it('rejects a request without the cookie, even if the Authorization header has a token', async () => {
    const detail = 'Authentication credentials were not provided.';
    const Authorization = `Bearer ${await application.logIn()}`;
    expect(await get('id')).toEqual([401, 'Bearer realm="api"', { detail }]);
    expect(await get('id', { Authorization })).toEqual([401, 'Bearer realm="api"', { detail }]);
    expect(await get('greeting')).toEqual([200, null, { hello: 'guest' }]);
  });

  it.each(INVALID_TOKENS)('rejects a token in a cookie that %s', async (_, invalidate) => {
    const cookie = `access=${invalidate(await application.logIn())}`;
    const challenge = 'Bearer realm="api", error="invalid_token"';
    const unauthorized = [401, challenge, expect.objectContaining({ code: 'token_not_valid' })];
    expect(await get('id', { cookie })).toEqual(unauthorized);
    expect(await get('greeting', { cookie })).toEqual(unauthorized);
  });
});
