import { describe, expect, it } from '@jest/globals';
import { strictTransportOf } from './strict-transport.js';

describe('strictTransportOf', () => {
  it.each([
    'auth.example.org',
    'AUTH.example.org.:8443',
    'keyturn.internal',
    'keyturn',
    'localhost.example.org',
    'mylocalhost',
    '127.0.0.1.example.org',
  ])('returns the header for the host name %s', (host) => {
    expect(strictTransportOf([host], 60)).toBe('max-age=60');
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
    expect(strictTransportOf([host], 60)).toBeUndefined();
    expect(strictTransportOf(['auth.example.org', host], 60)).toBeUndefined();
  });

  it('returns no header for a request without a host', () => {
    expect(strictTransportOf([], 60)).toBeUndefined();
  });

  it('returns no header when the time is 0', () => {
    expect(strictTransportOf(['auth.example.org'], 0)).toBeUndefined();
  });
});
