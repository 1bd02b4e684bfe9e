import { describe, expect, it } from '@jest/globals';
import { clientBehind } from './client-of-proxies.js';
import type { ProxyHeader } from './forwarded-chain.js';
import { trustOf, type TrustedProxies } from './proxy-trust.js';

const PEER = '10.0.0.1';

const schemeOf = (
  proxies: TrustedProxies,
  headers: Record<string, string>,
  encrypted = false,
  header?: ProxyHeader,
) => {
  const socket = { remoteAddress: PEER, encrypted };
  return clientBehind({ headers, socket }, trustOf(proxies), header).scheme;
};

const by = (proto: string, addresses = '203.0.113.9') => ({
  'x-forwarded-for': addresses,
  'x-forwarded-proto': proto,
});

describe('the scheme of a request', () => {
  it.each([
    [false, 'http'],
    [true, 'https'],
  ])('without a trusted proxy is that of the connection (encrypted: %s)', (encrypted, scheme) => {
    expect(schemeOf(undefined, by('https'), encrypted)).toBe(scheme);
    expect(schemeOf(undefined, by('http'), encrypted)).toBe(scheme);
    expect(schemeOf(['192.0.2.0/24'], by('https'), encrypted)).toBe(scheme);
  });

  it.each<[TrustedProxies, Record<string, string>, string]>([
    [1, by('https'), 'https'],
    [1, by('HTTPS'), 'https'],
    [1, by('http'), 'http'],
    [1, by(''), 'http'],
    [1, by('wss'), 'http'],
    [1, { 'x-forwarded-for': '203.0.113.9' }, 'http'],
    [1, { 'x-forwarded-proto': 'https' }, 'https'],
    // The client sent the first entry, and the proxy appended the second.
    [1, by('https, http'), 'http'],
    [1, by('http, https'), 'https'],
    [2, by('https, http', '203.0.113.9, 10.0.0.2'), 'https'],
    [2, by('http, https', '203.0.113.9, 10.0.0.2'), 'http'],
    [2, by('https, http, https', '192.0.2.66, 203.0.113.9, 10.0.0.2'), 'http'],
    // The proxies replace the header.
    [2, by('https', '203.0.113.9, 10.0.0.2'), 'https'],
    [['10.0.0.0/8'], by('https, http', '203.0.113.9, 10.0.0.2'), 'https'],
    [['10.0.0.0/8'], by('https'), 'https'],
  ])('behind %p with %j is %s', (proxies, headers, scheme) => {
    expect(schemeOf(proxies, headers)).toBe(scheme);
  });

  it('behind a proxy is not that of the connection to the proxy', () => {
    expect(schemeOf(1, by('http'), true)).toBe('http');
  });

  it.each<[TrustedProxies, string, string]>([
    [1, 'for=203.0.113.9;proto=https', 'https'],
    [1, 'for=203.0.113.9;Proto="HTTPS"', 'https'],
    [1, 'for=203.0.113.9', 'http'],
    [1, 'for=192.0.2.66;proto=https, for=203.0.113.9;proto=http', 'http'],
    [2, 'for=203.0.113.9;proto=https, for=10.0.0.2;proto=http', 'https'],
    [1, 'for=203.0.113.9;proto=http;host="a;proto=https"', 'http'],
  ])('behind %p with Forwarded: %s is %s', (proxies, forwarded, scheme) => {
    const headers = { forwarded, 'x-forwarded-proto': scheme === 'http' ? 'https' : 'http' };
    expect(schemeOf(proxies, headers, false, 'forwarded')).toBe(scheme);
    expect(schemeOf(proxies, { forwarded })).toBe(scheme);
  });

  const FORGED = 'for=10.9.9.9;proto=https';

  it.each<[ProxyHeader, Record<string, string>, string]>([
    [undefined, { ...by('http'), forwarded: FORGED }, 'http'],
    [undefined, { 'x-forwarded-for': '203.0.113.9', forwarded: FORGED }, 'http'],
    [undefined, { 'x-forwarded-proto': 'http', forwarded: FORGED }, 'http'],
    [undefined, { 'x-forwarded-proto': 'https, http', forwarded: FORGED }, 'http'],
    [undefined, { 'x-forwarded-proto': '', forwarded: FORGED }, 'http'],
    ['x-forwarded-for', { ...by('http'), forwarded: FORGED }, 'http'],
    ['x-forwarded-for', { 'x-forwarded-proto': 'http', forwarded: FORGED }, 'http'],
    ['x-forwarded-for', { forwarded: FORGED }, 'http'],
    ['forwarded', { ...by('https'), forwarded: 'for=203.0.113.9;proto=http' }, 'http'],
    ['forwarded', { ...by('https'), forwarded: 'for=203.0.113.9' }, 'http'],
    ['forwarded', by('https'), 'http'],
  ])('with PROXY_HEADER=%s ignores the header of the client in %j', (header, headers, scheme) => {
    for (const proxies of [1, 2, ['10.0.0.0/8']]) {
      expect(schemeOf(proxies, headers, false, header)).toBe(scheme);
    }
  });
});
