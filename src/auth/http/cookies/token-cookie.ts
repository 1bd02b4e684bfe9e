import { parseCookie, stringifySetCookie } from 'cookie';
import type { HttpRequest } from '../platform.js';

/** The attributes of the cookies that an application can choose. */
export interface CookieSettings {
  readonly cookieSameSite: 'strict' | 'lax';
  /** Undefined: only the host that set the cookie receives it. */
  readonly cookieDomain: string | undefined;
}

/** A cookie that contains a token, or the ID of a session. No script can read it. */
export class TokenCookie {
  /** The name with the prefix that makes browsers enforce the attributes (RFC 10017). */
  readonly name: string;
  private readonly attributes: object;

  /** @param content the last part of the name */
  constructor(
    content: 'access' | 'refresh' | 'session',
    { cookieSameSite, cookieDomain }: CookieSettings,
  ) {
    // Browsers that do not support `__Host-Http-` treat it as `__Host-`. Both forbid a domain.
    const prefix = cookieDomain === undefined ? '__Host-Http-' : '__Secure-';
    this.name = `${prefix}keyturn-${content}`;
    this.attributes = {
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: cookieSameSite,
      ...(cookieDomain !== undefined && { domain: cookieDomain }),
    };
  }

  /** @returns the value; undefined if the request has no such cookie, or an empty one */
  valueIn({ headers }: HttpRequest): string | undefined {
    return this.read(headers['cookie']?.toString()) || undefined;
  }

  /** @returns the value; undefined if the header has no such cookie */
  read(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parseCookie(header)[this.name];
  }

  /**
   * Returns a `Set-Cookie` header.
   *
   * @param maxAge seconds until the token or the session expires
   */
  set(value: string, maxAge: number): string {
    return stringifySetCookie({ name: this.name, value, maxAge, ...this.attributes });
  }

  /** Returns a `Set-Cookie` header that deletes the cookie. */
  clear(): string {
    return this.set('', 0);
  }
}
