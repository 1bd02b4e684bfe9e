import type { HttpRequest } from '../platform.js';
import { checkCookieRequest } from './check-cookie-request.js';
import { methodOf } from './original-method.js';
import type { TokenCookie } from './token-cookie.js';

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE_METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Reads access tokens from a cookie, which browsers add to every request. */
export class AccessCookie {
  /** @param isAllowed decides which other origins may send requests with the cookie */
  constructor(
    private readonly cookie: TokenCookie,
    private readonly isAllowed: (origin: string) => boolean,
  ) {}

  /**
   * @returns undefined if the request has no such cookie
   * @throws {AuthError} `cross_site_request` for a request that can change state, or whose
   *   method is unknown
   */
  tokenOf(request: HttpRequest): string | undefined {
    const token = this.cookie.valueIn(request);
    if (token === undefined) return undefined;
    if (!SAFE_METHODS.has(methodOf(request))) checkCookieRequest(request, this.isAllowed);
    return token;
  }
}
