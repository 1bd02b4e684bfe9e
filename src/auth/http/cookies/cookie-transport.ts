import { AuthError, InvalidFieldsError, TokenMismatchError } from '../../domain/auth-error.js';
import { Clock } from '../../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../../domain/compact-jws.js';
import { ALGORITHMS } from '../../domain/keys/algorithm.js';
import { validateStringField } from '../../domain/string-field.js';
import { toSeconds } from '../../domain/token-pair.js';
import type { RefreshedTokens } from '../../tokens/token-issuer.js';
import { membersOf } from '../body/read-body.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { checkTokenRequest } from './check-cookie-request.js';
import type { TokenCookie } from './token-cookie.js';
import type { TokenTransport } from './token-transport.js';

/** The parts of the settings that the transport needs. */
export interface CookieTransportSettings {
  readonly isAllowedOrigin: (origin: string) => boolean;
  /** The maximum age of a session. */
  readonly sessionSeconds: number;
}

/** The cookies of the transport. */
interface TokenCookies {
  refresh: TokenCookie;
  /** The ID of the session. It outlives the refresh token, so that a log-in can revoke the session. */
  session: TokenCookie;
  /** Undefined: the access token is a field of the body. */
  access: TokenCookie | undefined;
}

/**
 * The refresh token is a cookie, and optionally the access token too. The body has `refresh_jti`, the
 * ID of the refresh token, for which the page chooses an idempotency key.
 */
export class CookieTransport implements TokenTransport {
  constructor(
    private readonly cookies: TokenCookies,
    private readonly settings: CookieTransportSettings,
    private readonly clock: Clock,
  ) {}

  /** @throws {AuthError} `cross_site_request` */
  check(request: HttpRequest): void {
    checkTokenRequest(request, this.settings.isAllowedOrigin);
  }

  /** Checks whether the request has a refresh token as a cookie. */
  has(request: HttpRequest): boolean {
    return this.tokenOf(request) !== undefined;
  }

  /**
   * @throws {AuthError} `cross_site_request`; `invalid_token` without a cookie; `token_mismatch`;
   *   `invalid_request`
   */
  read(request: HttpRequest): string {
    this.check(request);
    const expected = expectedJti(request.body);
    const token = this.tokenOf(request);
    if (token === undefined) throw new AuthError('invalid_token', { detail: 'no cookie' });
    const jti = this.claimsOf(token)?.['jti'];
    const isOther = expected !== undefined && typeof jti === 'string' && jti !== expected;
    if (isOther) throw new TokenMismatchError(jti);
    return token;
  }

  /** Returns the refresh token of the cookie without any check; undefined if there is none. */
  tokenOf(request: HttpRequest): string | undefined {
    return this.cookies.refresh.valueIn(request);
  }

  /** Returns the ID of the last session of the browser without any check; undefined if there is none. */
  sidOf(request: HttpRequest): string | undefined {
    return this.cookies.session.valueIn(request);
  }

  send(tokens: RefreshedTokens, response: HttpResponse): void {
    const { refresh, access } = this.cookies;
    const claims = 'refresh' in tokens ? this.setCookie(refresh, tokens.refresh, response) : null;
    // The first token of a session.
    if (claims?.['gen'] === 0) this.setSessionId(String(claims['sid']), response);
    if (access !== undefined) this.setCookie(access, tokens.access, response);
    response.send({
      ...(access === undefined && { access: tokens.access }),
      ...(claims !== null && { refresh_jti: claims['jti'] }),
    });
  }

  clear(request: HttpRequest, response: HttpResponse): void {
    this.clearSent([this.cookies.refresh, this.cookies.access], request, response);
  }

  clearAll(request: HttpRequest, response: HttpResponse): void {
    this.clear(request, response);
    this.clearSent([this.cookies.session], request, response);
  }

  private clearSent(
    cookies: readonly (TokenCookie | undefined)[],
    { headers }: HttpRequest,
    response: HttpResponse,
  ): void {
    const sent = headers['cookie']?.toString();
    for (const cookie of cookies) {
      if (cookie?.read(sent) !== undefined) addCookie(response, cookie.clear());
    }
  }

  private setSessionId(sid: string, response: HttpResponse): void {
    addCookie(response, this.cookies.session.set(sid, this.settings.sessionSeconds));
  }

  /** @returns the claims of the token */
  private setCookie(cookie: TokenCookie, token: string, response: HttpResponse): RawClaims | null {
    const claims = this.claimsOf(token);
    const maxAge = Math.max(0, Number(claims?.['exp']) - toSeconds(this.clock.now()));
    addCookie(response, cookie.set(token, maxAge));
    return claims;
  }

  /** Reads the claims without a check of the signature. */
  private claimsOf(token: string): RawClaims | null {
    return parseCompactJws(token, ALGORITHMS)?.claims ?? null;
  }
}

function expectedJti(body: unknown): string | undefined {
  const value = membersOf(body)['refresh_jti'];
  if (value === undefined) return undefined;
  const result = validateStringField(value, true);
  if (result.kind === 'accepted') return result.value;
  throw new InvalidFieldsError({ refresh_jti: result.messages });
}

/** Keeps the cookies that the application sets on the same response. */
function addCookie(response: HttpResponse, cookie: string): void {
  if (response.append === undefined) response.header('Set-Cookie', cookie);
  else response.append('Set-Cookie', cookie);
}
