import { describe, expect, it } from '@jest/globals';
import { isUnprotected, tlsRequiredMessage } from './tls-requirement.js';

const LOCAL = '127.0.0.1';
const REMOTE = '192.0.2.1';

describe('tlsRequiredMessage', () => {
  it.each([
    [undefined, 'X-Forwarded-Proto'],
    ['x-forwarded-for', 'X-Forwarded-Proto'],
    ['forwarded', 'proto in Forwarded'],
  ] as const)('names the header of PROXY_HEADER=%s', (proxyHeader, name) => {
    expect(tlsRequiredMessage(proxyHeader)).toBe(
      `HTTPS is required. Behind a proxy, TRUST_PROXY must be set, and the proxy must send ${name}.`,
    );
  });
});

describe('isUnprotected', () => {
  it.each([LOCAL, REMOTE, undefined])('accepts every request over TLS: from %s', (peer) => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect(isUnprotected({ scheme: 'https', peer, headers })).toBe(false);
  });

  it.each([LOCAL, '127.8.0.1', '::1', '::ffff:127.0.0.1'])(
    'accepts a request of a program on this machine: %s',
    (peer) => {
      expect(isUnprotected({ scheme: 'http', peer, headers: {} })).toBe(false);
    },
  );

  it.each([
    REMOTE,
    '127.evil.example',
    '10.0.0.1',
    '2001:db8::1',
    '::2',
    '::ffff:10.0.0.1',
    '1127.0.0.1',
    undefined,
  ])('refuses a request of another machine: %s', (peer) => {
    expect(isUnprotected({ scheme: 'http', peer, headers: {} })).toBe(true);
  });

  it.each([
    'forwarded',
    'via',
    'x-forwarded-for',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-real-ip',
  ])('refuses a request that a proxy on this machine forwards with %s', (name) => {
    expect(isUnprotected({ scheme: 'http', peer: LOCAL, headers: { [name]: '' } })).toBe(true);
  });
});
