import { describe, expect, it } from '@jest/globals';
import { isTrustedSource, type RequestSource } from './request-source.js';

const ALLOWED = 'https://app.example.org';
const isAllowed = (origin: string): boolean => origin === ALLOWED;

const trusted = (source: Partial<RequestSource>): boolean =>
  isTrustedSource(
    { origin: undefined, fetchSite: undefined, host: 'auth.example.org', ...source },
    isAllowed,
  );

describe('isTrustedSource', () => {
  it.each(['same-origin', 'none'])('trusts Sec-Fetch-Site: %s with any Origin', (fetchSite) => {
    expect(trusted({ fetchSite })).toBe(true);
    expect(trusted({ fetchSite, origin: 'https://proxied.example.org' })).toBe(true);
  });

  it.each(['same-site', 'cross-site', '', 'same-origin, cross-site', 'Same-Origin', 'unknown'])(
    'trusts Sec-Fetch-Site: %s only from an allowed origin',
    (fetchSite) => {
      expect(trusted({ fetchSite })).toBe(false);
      expect(trusted({ fetchSite, origin: 'https://auth.example.org' })).toBe(false);
      expect(trusted({ fetchSite, origin: 'null' })).toBe(false);
      expect(trusted({ fetchSite, origin: ALLOWED })).toBe(true);
    },
  );

  it('trusts a client that sends neither header, because it is not a browser', () => {
    expect(trusted({})).toBe(true);
  });

  it('never trusts the origin null, even if the application allows every origin', () => {
    const source = { origin: 'null', fetchSite: undefined, host: 'auth.example.org' };
    expect(isTrustedSource(source, () => true)).toBe(false);
  });

  it.each([
    ['https://auth.example.org', 'auth.example.org'],
    ['https://auth.example.org', 'AUTH.example.org:443'],
    ['http://auth.example.org', 'auth.example.org:80'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['http://[::1]:3000', '[::1]:3000'],
    [ALLOWED, 'auth.example.org'],
  ])('trusts the Origin %s for the Host %s without Sec-Fetch-Site', (origin, host) => {
    expect(trusted({ origin, host })).toBe(true);
  });

  it.each([
    ['https://evil.example', 'auth.example.org'],
    ['https://auth.example.org.evil.example', 'auth.example.org'],
    ['https://auth.example.org:8443', 'auth.example.org'],
    ['https://sub.auth.example.org', 'auth.example.org'],
    ['null', 'auth.example.org'],
    ['', 'auth.example.org'],
    ['https://', ''],
    ['https://auth.example.org', undefined],
    ['file://', ''],
    ['not an origin', 'not an origin'],
  ])('does not trust the Origin %s for the Host %s', (origin, host) => {
    expect(trusted({ origin, host })).toBe(false);
  });
});
