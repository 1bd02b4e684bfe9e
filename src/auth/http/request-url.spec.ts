import { describe, expect, it } from '@jest/globals';
import { urlOf } from './request-url.js';

const originalUrl = '/api/sessions/?cursor=x';

describe('urlOf', () => {
  it.each([
    ['example.org', 'http://example.org/api/sessions/'],
    ['example.org:8080', 'http://example.org:8080/api/sessions/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/api/sessions/'],
    ['[::1]:3000', 'http://[::1]:3000/api/sessions/'],
  ])('has the Host %s and no query', (host, url) => {
    expect(urlOf({ originalUrl, headers: { host } })).toBe(url);
  });

  it('has the scheme that the platform reports, and the host of HTTP/2', () => {
    const headers = { ':authority': 'example.org' };
    const url = urlOf({ protocol: 'https', originalUrl, headers });
    expect(url).toBe('https://example.org/api/sessions/');
  });

  it.each(['a b', 'evil.org/x', 'a@b', '<b>', '"', '', 'a:b', undefined])(
    'has only the path when the Host is %j',
    (host) => {
      expect(urlOf({ originalUrl, headers: { host } })).toBe('/api/sessions/');
    },
  );

  it.each(['evil.example', 'a b', undefined])(
    'has the public URL instead of the Host %j and the scheme of the connection',
    (host) => {
      const request = { protocol: 'http', originalUrl, headers: { host } };
      const url = urlOf(request, 'https://auth.example.org:8443');
      expect(url).toBe('https://auth.example.org:8443/api/sessions/');
    },
  );

  it('ignores the host of a request target in absolute form', () => {
    const absolute = 'http://evil.example/api/sessions/?x';
    expect(urlOf({ originalUrl: absolute, headers: { host: 'a.org' } })).toBe(
      'http://a.org/api/sessions/',
    );
  });
});
