import { TokenMismatchError } from '../../src/auth/domain/auth-error.js';
import type { Clock } from '../../src/auth/domain/clock.js';
import { UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import { TokenCookie } from '../../src/auth/http/cookies/token-cookie.js';
import type { HttpRequest, HttpResponse } from '../../src/auth/http/platform.js';
import type { TokenController } from '../../src/auth/http/token/token.controller.js';
import { claimsOf } from '../../test/support/jwt.js';
import {
  describeResponse,
  keyOfResponse,
  type Outcome,
  readToken,
  responseOf,
} from './response.js';
import type { Token } from './response.js';

const COOKIE = new TokenCookie('refresh', { cookieSameSite: 'strict', cookieDomain: undefined });

/** A cookie with a refresh token. */
export interface Cookie {
  token: Token;
  /** When the browser deletes it, in epoch milliseconds. */
  expiresAt: number;
}

/** A request to refresh, as a page sends it. The browser adds the cookie. */
export interface PageRequest {
  /** The ID that the page expects the token of the cookie to have. */
  jti: string;
  key: string;
}

/** The response to a request with a cookie. */
export interface CookieResponse {
  /** `mismatch`: the cookie has another token than the page expects, with this ID. */
  outcome: Outcome | { kind: 'mismatch'; jti: string };
  /** The cookie that it sets. Null: it clears the cookie. Undefined: it changes nothing. */
  cookie: Cookie | null | undefined;
}

/** The token endpoints, with a refresh token in a cookie. */
export class CookieEndpoint {
  constructor(
    private readonly controller: TokenController,
    private readonly clock: Clock,
  ) {}

  refresh(token: Token | undefined, { jti, key }: PageRequest): Promise<CookieResponse> {
    const request = requestOf(token, { 'idempotency-key': key }, { refresh_jti: jti });
    return this.respond((response) =>
      this.controller.refresh(key, UNKNOWN_CLIENT, request, response),
    );
  }

  logout(token: Token | undefined): Promise<CookieResponse> {
    const request = requestOf(token, { 'x-requested-with': 'page' }, {});
    return this.respond((response) => this.controller.blacklist(UNKNOWN_CLIENT, request, response));
  }

  private async respond(
    handle: (response: HttpResponse) => Promise<void>,
  ): Promise<CookieResponse> {
    const response = new Response();
    const handled = handle(response);
    try {
      await handled;
    } catch (error) {
      const { cookie } = this.cookiesOf(response);
      if (error instanceof TokenMismatchError)
        return { outcome: { kind: 'mismatch', jti: error.refreshJti }, cookie };
      return { outcome: await responseOf(handled), cookie };
    }
    return this.cookiesOf(response);
  }

  /** Reads a response that no error has replaced. */
  private cookiesOf({ cookie: header, body }: Response): CookieResponse {
    if (header === undefined) return { outcome: { kind: 'done' }, cookie: undefined };
    const [, value = '', maxAge = ''] = /^[^=]+=([^;]*); Max-Age=(\d+);/.exec(header) ?? [];
    if (value === '') return { outcome: { kind: 'done' }, cookie: null };
    const token = readToken(value);
    const { access, refresh_jti: jti } = body as Record<'access' | 'refresh_jti', string>;
    if (jti !== token.jti) throw new Error('The body and the cookie have different IDs.');
    const cookie = { token, expiresAt: this.clock.now() + Number(maxAge) * 1000 };
    return { outcome: { kind: 'pair', token, access: claimsOf(access) }, cookie };
  }
}

/** Keeps the parts of a response that are under test. */
class Response implements HttpResponse {
  cookie: string | undefined;
  body: object | undefined;

  header(): void {}

  status(): void {}

  append(name: string, value: string): void {
    if (name !== 'Set-Cookie' || this.cookie !== undefined)
      throw new Error(`Unexpected header: ${name}`);
    this.cookie = value;
  }

  send(body?: object): void {
    this.body = body;
  }
}

function requestOf(token: Token | undefined, headers: object, body: object): HttpRequest {
  const cookie = token && `${COOKIE.name}=${token.text}`;
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, ...headers },
    body,
  };
}

export function describeCookieResponse({ outcome, cookie }: CookieResponse): string {
  const text =
    outcome.kind === 'mismatch' ? 'the ID of the token in the cookie' : describeResponse(outcome);
  return cookie === null ? `${text}; clears the cookie` : text;
}

/** Identifies a response. @param nameOf returns the name of the token with this ID */
export function keyOfCookieResponse(
  { outcome, cookie }: CookieResponse,
  nameOf: (jti: string) => string,
): string {
  const text = outcome.kind === 'mismatch' ? nameOf(outcome.jti) : keyOfResponse(outcome);
  return JSON.stringify([outcome.kind, text, keyOfCookie(cookie)]);
}

/** Identifies a cookie. */
export const keyOfCookie = (cookie: Cookie | null | undefined): unknown =>
  cookie ? [cookie.token.name, cookie.expiresAt] : String(cookie);
