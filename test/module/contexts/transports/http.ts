import { Controller, Get, Injectable } from '@nestjs/common';
import { expect } from '@jest/globals';
import { type GuardedRequest, JwtAuthGuard } from '../../../../src/index.js';
import type { HttpResponse } from '../../../support/http-client.js';
import type { Platform } from '../../support/application.js';
import { decorated, type ExpectedError, INVALID, MISSING, type Transport } from './transport.js';

export const overHttp = (platform: Platform): Transport => ({
  name: `HTTP on ${platform}`,
  handler: (name) => Get(name),
  serve: (handlers) => ({ platform, controllers: [decorated(handlers, Controller())] }),
  reply: (value) => ({ value }),
  call: async ({ http }, handler, token) => read(await http.getWithToken(`/${handler}`, token)),
  error: (error) => ({
    status: error.status,
    challenge: challengeOf(error),
    body: error === INVALID ? expect.objectContaining(bodyOf(error)) : bodyOf(error),
  }),
});

/** The guard of an application reads the token from a cookie only. */
export const overCookies = (platform: Platform): Transport => ({
  ...overHttp(platform),
  name: `cookies on ${platform}`,
  guard: CookieGuard,
  call: async ({ http }, handler, token) => {
    const Cookie = token === undefined ? 'theme=dark' : `theme=dark; access=${token}`;
    return read(await http.get(`/${handler}`, { Cookie }));
  },
});

/** Returns null without a token, as passport's extractors do. */
@Injectable()
class CookieGuard extends JwtAuthGuard {
  protected override extractToken(request: GuardedRequest): string | null {
    const { cookie = '' } = (request as { headers: { cookie?: string } }).headers;
    return /(?:^|; )access=([^;]+)/.exec(cookie)?.[1] ?? null;
  }
}

const read = ({ status, headers, json }: HttpResponse): unknown =>
  status === 200
    ? json['value']
    : { status, challenge: headers.get('www-authenticate'), body: json };

const bodyOf = (error: ExpectedError): object =>
  error === INVALID ? { detail: error.message, code: error.code } : { detail: error.message };

function challengeOf(error: ExpectedError): string | null {
  if (error.status === 503) return null;
  if (error === MISSING) return 'Bearer realm="api"';
  return `Bearer realm="api", error="${error === INVALID ? 'invalid_token' : error.code}"`;
}
