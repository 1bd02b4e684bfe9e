import { describe, expect, it } from '@jest/globals';
import { redirectOf } from './redirect-target.js';

const SETTINGS = { publicUrl: undefined, tlsPort: 443, allowedHosts: ['auth.example.org'] };
const to = (location: string) => ({ status: 308, location });

describe('redirectOf', () => {
  it.each([
    ['GET', 'auth.example.org', '/', to('https://auth.example.org/')],
    ['HEAD', 'AUTH.example.org:80', '/a?b=c', to('https://auth.example.org/a?b=c')],
    ['GET', 'localhost:8080', '/', to('https://localhost/')],
    ['GET', '192.0.2.1', '/', to('https://192.0.2.1/')],
    ['GET', '[::1]:80', '/', to('https://[::1]/')],
  ])('redirects %s %s%s', (method, host, target, expected) => {
    expect(redirectOf({ method, host, target }, SETTINGS)).toEqual(expected);
  });

  it('adds a port other than 443', () => {
    const settings = { ...SETTINGS, tlsPort: 8443 };
    expect(redirectOf({ method: 'GET', host: 'localhost', target: '/' }, settings)).toEqual(
      to('https://localhost:8443/'),
    );
  });

  it('prefers PUBLIC_URL, for any host', () => {
    const settings = { ...SETTINGS, publicUrl: 'https://public.example:444' };
    for (const host of ['auth.example.org', 'evil.example', undefined]) {
      const request = { method: 'GET', target: '/x', ...(host !== undefined && { host }) };
      expect(redirectOf(request, settings)).toEqual(to('https://public.example:444/x'));
    }
  });

  it.each([
    ['evil.example', '/'],
    ['a b', '/'],
    [undefined, '/'],
    ['auth.example.org', '//evil.example/'],
    ['auth.example.org', '/\\evil.example/'],
    ['auth.example.org', 'http://evil.example/'],
    ['auth.example.org', '*'],
  ])('does not redirect to another site: %s %s', (host, target) => {
    const request = { method: 'GET', target, ...(host !== undefined && { host }) };
    expect(redirectOf(request, SETTINGS)).toMatchObject({ status: 400 });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'FOO', ''])('refuses %s', (method) => {
    const request = { method, host: 'auth.example.org', target: '/api/token/' };
    expect(redirectOf(request, SETTINGS)).toMatchObject({ status: 403 });
  });
});
