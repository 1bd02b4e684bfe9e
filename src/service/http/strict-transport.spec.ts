import { describe, expect, it } from '@jest/globals';
import { strictTransportHeaders } from './strict-transport.js';

const NAME = 'auth.example.org';

describe('strictTransportHeaders', () => {
  it.each([
    NAME,
    'AUTH.example.org.:8443',
    'keyturn.internal',
    'keyturn',
    'localhost.example.org',
    'mylocalhost',
    '127.0.0.1.example.org',
  ])('returns the header for the host name %s', (host) => {
    expect(strictTransportHeaders('https', [host], 60)).toEqual({
      'Strict-Transport-Security': 'max-age=60',
    });
  });

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST.',
    'app.localhost',
    '127.0.0.1',
    '192.0.2.1:8443',
    '[::1]',
    '[2001:db8::1]:8443',
    'a b',
    '',
  ])('returns no header for %j', (host) => {
    expect(strictTransportHeaders('https', [host], 60)).toEqual({});
    expect(strictTransportHeaders('https', [NAME, host], 60)).toEqual({});
  });

  it.each([
    ['for a request without a host', 'https', [], 60],
    ['over HTTP (RFC 6797 §7.2)', 'http', [NAME], 60],
    ['when the time is 0', 'https', [NAME], 0],
  ] as const)('returns no header %s', (_, scheme, hosts, seconds) => {
    expect(strictTransportHeaders(scheme, hosts, seconds)).toEqual({});
  });
});
