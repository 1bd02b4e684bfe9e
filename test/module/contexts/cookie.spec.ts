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
import { greet } from './guarding.js';
import { Host, SPOILED } from './host.js';

/** As hosts write it: null is what passport's own extractors say for none. */
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

describe.each(PLATFORMS)('a guard that takes tokens from a cookie, on %s', (_, adapter) => {
  const host = new Host();
  beforeAll(() =>
    host.start({ controllers: [Pages] }, undefined, (module) =>
      module.createNestApplication(adapter()),
    ),
  );
  afterAll(() => host.stop());

  async function get(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`http://127.0.0.1:${host.port}/${path}`, { headers });
    return [response.status, response.headers.get('www-authenticate'), await response.json()];
  }

  it('lets a good one in', async () => {
    const cookie = `theme=dark; access=${await host.logIn()}`;
    expect(await get('id', { cookie })).toEqual([200, null, { id: 'id-of-carol' }]);
    expect(await get('greeting', { cookie })).toEqual([200, null, { hello: 'id-of-carol' }]);
  });

  it('answers as everywhere when there is none, also for a token in the header', async () => {
    const detail = 'Authentication credentials were not provided.';
    const Authorization = `Bearer ${await host.logIn()}`;
    expect(await get('id')).toEqual([401, 'Bearer realm="api"', { detail }]);
    expect(await get('id', { Authorization })).toEqual([401, 'Bearer realm="api"', { detail }]);
    expect(await get('greeting')).toEqual([200, null, { hello: 'nobody' }]);
  });

  it.each(SPOILED)('refuses one that %s', async (_, spoil) => {
    const cookie = `access=${spoil(await host.logIn())}`;
    const challenge = 'Bearer realm="api", error="invalid_token"';
    const refusal = [401, challenge, expect.objectContaining({ code: 'token_not_valid' })];
    expect(await get('id', { cookie })).toEqual(refusal);
    expect(await get('greeting', { cookie })).toEqual(refusal);
  });
});
