import { describe, expect, it } from '@jest/globals';
import { TokenCookie } from './token-cookie.js';

const STRICT = { cookieSameSite: 'strict', cookieDomain: undefined } as const;

describe('TokenCookie', () => {
  const cookie = new TokenCookie('refresh', STRICT);

  it('has the strictest attributes and a prefix that makes browsers enforce them', () => {
    expect(cookie.set('aaa.bbb.ccc', 86_400)).toBe(
      '__Host-Http-keyturn-refresh=aaa.bbb.ccc; Max-Age=86400; Path=/; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it('has another prefix with a domain, because __Host- forbids domains', () => {
    const shared = new TokenCookie('access', {
      cookieSameSite: 'lax',
      cookieDomain: 'example.org',
    });
    expect(shared.set('aaa.bbb.ccc', 300)).toBe(
      '__Secure-keyturn-access=aaa.bbb.ccc; Max-Age=300; Domain=example.org; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
  });

  it('is cleared with the same attributes, because browsers ignore a cookie without them', () => {
    expect(cookie.clear()).toBe(
      '__Host-Http-keyturn-refresh=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it.each([
    ['__Host-Http-keyturn-refresh=aaa.bbb.ccc', 'aaa.bbb.ccc'],
    ['theme=dark; __Host-Http-keyturn-refresh=aaa.bbb.ccc; other=1', 'aaa.bbb.ccc'],
    ['__Host-Http-keyturn-refresh=', ''],
    ['__host-http-keyturn-refresh=aaa.bbb.ccc', undefined],
    ['__Host-Http-keyturn-access=aaa.bbb.ccc', undefined],
    ['__proto__=x', undefined],
    [';;;=;%', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (header, token) => {
    expect(cookie.read(header)).toBe(token);
  });
});
