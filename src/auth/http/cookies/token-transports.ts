import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../../config/auth.settings.js';
import { Clock } from '../../domain/clock.js';
import { membersOf } from '../body/read-body.js';
import type { HttpRequest } from '../platform.js';
import type { ReplacedSession } from '../../tokens/allowed-login.js';
import { chooseForLogin, chooseForToken, TRANSPORT_HEADER } from './choose-transport.js';
import { CookieTransport } from './cookie-transport.js';
import { TokenCookie } from './token-cookie.js';
import { BODY_TRANSPORT, type TokenTransport } from './token-transport.js';

/** Selects the transport of each request to the token endpoints. */
@Injectable()
export class TokenTransports {
  private readonly cookies: CookieTransport;

  constructor(
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    clock: Clock,
  ) {
    const hasAccessCookie = settings.accessTokenTransport === 'cookie';
    const cookies = {
      refresh: new TokenCookie('refresh', settings),
      session: new TokenCookie('session', settings),
      access: hasAccessCookie ? new TokenCookie('access', settings) : undefined,
    };
    this.cookies = new CookieTransport(cookies, settings, clock);
  }

  /**
   * Selects the transport of a log-in's response.
   *
   * @throws {AuthError} `invalid_request`, `cross_site_request`
   */
  ofLogin(request: HttpRequest): TokenTransport {
    const allowed = this.settings.refreshTokenTransport;
    const chosen = chooseForLogin(allowed, request.headers[TRANSPORT_HEADER]);
    if (chosen === 'body') return BODY_TRANSPORT;
    this.cookies.check(request);
    return this.cookies;
  }

  /**
   * Returns the earlier session of this browser, which a log-in replaces.
   *
   * @param request of a log-in for which {@link ofLogin} has succeeded
   */
  replacedBy(request: HttpRequest): ReplacedSession {
    if (this.ofLogin(request) !== this.cookies) return {};
    return { replaces: this.cookies.tokenOf(request), replacesSid: this.cookies.sidOf(request) };
  }

  /**
   * Selects the transport of a refresh or a log-out.
   *
   * @throws {AuthError} `invalid_request` for a body that is not an object
   */
  ofToken(request: HttpRequest): TokenTransport {
    const allowed = this.settings.refreshTokenTransport;
    if (allowed === 'body') return BODY_TRANSPORT;
    const { refresh, refresh_jti: jti } = membersOf(request.body);
    const chosen = chooseForToken(allowed, {
      hasField: refresh !== undefined,
      hasJti: jti !== undefined,
      hasCookie: this.cookies.has(request),
    });
    return chosen === 'cookie' ? this.cookies : BODY_TRANSPORT;
  }
}
