import { describe, expect, it } from '@jest/globals';
import { hostNameOf, isAllowedHost, parseAllowedHosts } from './allowed-hosts.js';

const ALLOWED = ['auth.example.org', '.example.net'];

describe('isAllowedHost', () => {
  it.each([
    'auth.example.org',
    'AUTH.Example.org',
    'auth.example.org.',
    'auth.example.org:8443',
    'auth.example.org.:443',
    'example.net',
    'a.b.example.net',
    'localhost',
    'localhost:3000',
    'app.localhost',
    '127.0.0.1',
    '192.0.2.1:3000',
    '[::1]',
    '[2001:db8::1]:3000',
  ])('allows %s', (host) => {
    expect(isAllowedHost(host, ALLOWED)).toBe(true);
  });

  it.each([
    'evil.example',
    'example.org',
    'x.auth.example.org',
    'auth.example.org.evil.example',
    'evil-example.net',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:3000',
    'auth.example.org@evil.example',
    'auth.example.org:80:80',
    'auth.example.org/',
    'auth.example.org, evil.example',
    'auth..example.org',
    'auth.example.org..',
    '[::1',
    '[localhost]',
    '::1',
    '.example.net',
    '.',
    ':3000',
    '',
    ' ',
    'a\u0080b',
    '*.example.net',
  ])('rejects %s', (host) => {
    expect(isAllowedHost(host, ALLOWED)).toBe(false);
  });
});

describe('hostNameOf', () => {
  it('returns the name in lower case without its port and final dot', () => {
    expect(hostNameOf('Auth.Example.ORG.:8443')).toBe('auth.example.org');
  });
});

describe('parseAllowedHosts', () => {
  it.each([
    ['', []],
    ['auth.example.org', ['auth.example.org']],
    ['auth.example.org, .example.net,', ['auth.example.org', '.example.net']],
  ])('reads %s', (text, value) => {
    expect(parseAllowedHosts(text)).toEqual({ value });
  });

  it.each(['.org', '.co.uk', '.github.io', '.xn--p1ai'])('rejects the public suffix %s', (text) => {
    const { problem } = parseAllowedHosts(text) as { problem: string };
    expect(problem).toMatch(/^entry 1 is a public suffix/);
  });

  it.each(['.internal', '.local', '.svc.cluster.local', '.example.org', '.example.co.uk'])(
    'accepts the domain %s, which no other owner can register below',
    (text) => {
      expect(parseAllowedHosts(text)).toEqual({ value: [text] });
    },
  );

  it('names every invalid entry', () => {
    const parsed = parseAllowedHosts(
      '*, auth.example.org, 192.0.2.1, https://a.example, A.example',
    );
    const name = 'is not a host name in lower case, without a scheme, port and path';
    expect(parsed).toEqual({
      problem: [
        'entry 1 has a *. Write .example.org for example.org and all its subdomains',
        'entry 3 is an address. Addresses are always allowed: remove it',
        `entry 4 ${name}`,
        `entry 5 ${name}`,
      ].join('; '),
    });
  });
});
