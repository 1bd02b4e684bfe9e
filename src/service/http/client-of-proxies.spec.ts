import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientBehind } from './client-of-proxies.js';
import type { ProxyHeader } from './forwarded-chain.js';
import { trustOf, type TrustedProxies } from './proxy-trust.js';

const PEER = '10.0.0.1';

const clientOf = (
  proxies: TrustedProxies,
  headers: Record<string, string | undefined>,
  header?: ProxyHeader,
) => {
  const request = { headers, socket: { remoteAddress: PEER } } as unknown as IncomingMessage;
  return clientBehind(request, trustOf(proxies), header).address;
};

describe('clientBehind with X-Forwarded-For', () => {
  it.each<[TrustedProxies, string | undefined, string | null]>([
    [undefined, '203.0.113.9', PEER],
    [['192.0.2.0/24'], '203.0.113.9', PEER],
    [1, undefined, PEER],
    [1, '', PEER],
    [1, '203.0.113.9', '203.0.113.9'],
    [1, '203.0.113.9:51008', '203.0.113.9'],
    [1, '[2001:db8::17]', '2001:db8::17'],
    [1, '[2001:db8::17]:4711', '2001:db8::17'],
    [1, '2001:db8::17', '2001:db8::17'],
    [1, '192.0.2.66, 203.0.113.9', '203.0.113.9'],
    [1, '192.0.2.66,203.0.113.9:80', '203.0.113.9'],
    [1, '192.0.2.66, unknown', null],
    [1, '192.0.2.66, ', null],
    [1, '192.0.2.66, _hidden', null],
    [1, ', ,,203.0.113.9', '203.0.113.9'],
    [2, '192.0.2.66, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    [2, '192.0.2.66, 203.0.113.9, 10.0.0.2:80', '203.0.113.9'],
    [2, '192.0.2.66, unknown, 10.0.0.2', null],
    [2, '192.0.2.66, , 10.0.0.2', null],
    [2, '203.0.113.9', '203.0.113.9'],
    [['10.0.0.0/8'], '192.0.2.66, 203.0.113.9:1, 10.0.0.3:443, 10.0.0.2', '203.0.113.9'],
    [['10.0.0.0/8'], '192.0.2.66, unknown, 10.0.0.2', null],
    [['10.0.0.0/8'], '10.0.0.7', '10.0.0.7'],
  ])('reads, when %p is trusted, %j as %p', (proxies, header, client) => {
    expect(clientOf(proxies, { 'x-forwarded-for': header })).toBe(client);
  });
});

describe('clientBehind with Forwarded', () => {
  it.each<[TrustedProxies, string, string | null]>([
    [1, 'for=203.0.113.9;host="a\\"b"', '203.0.113.9'],
    [1, 'for=203.0.113.9;host="a\\",for=192.0.2.66"', '203.0.113.9'],
    [2, 'for=203.0.113.9, for=10.0.0.9;host="a\\",for=192.0.2.66,b=\\""', '203.0.113.9'],
    [1, 'for=192.0.2.66;x="a\\, for=203.0.113.9;host="b\\\\"', '203.0.113.9'],
    [undefined, 'for=203.0.113.9', PEER],
    [1, 'for=203.0.113.9', '203.0.113.9'],
    [1, 'For="203.0.113.9:51008"', '203.0.113.9'],
    [1, 'for="[2001:db8::17]:4711"', '2001:db8::17'],
    [1, 'for="[2001:db8::17]"', '2001:db8::17'],
    [1, 'proto=https;by=10.0.0.1; FOR=203.0.113.9 ;host=a.example', '203.0.113.9'],
    [1, 'for="203.0.113.9:_port"', '203.0.113.9'],
    [1, 'for=192.0.2.66, for=203.0.113.9', '203.0.113.9'],
    [1, 'for=192.0.2.66, for=unknown', null],
    [1, 'for=192.0.2.66, for=_hidden', null],
    [1, 'for=192.0.2.66, for="_hidden:_port"', null],
    [1, 'for=192.0.2.66, proto=https', null],
    [1, 'for=192.0.2.66, ', null],
    [2, 'for=192.0.2.66, for=203.0.113.9, for="10.0.0.2:80"', '203.0.113.9'],
    [['10.0.0.0/8'], 'for=192.0.2.66, for=203.0.113.9, for="10.0.0.2:80"', '203.0.113.9'],
    // A quotation mark that a client leaves open does not hide the element of a proxy.
    [1, 'for="192.0.2.66, for=203.0.113.9', '203.0.113.9'],
    [1, 'for="192.0.2.66, for="[2001:db8::17]:4711"', '2001:db8::17'],
    [1, 'for=192.0.2.66;x="\\, for="203.0.113.9:80"', '203.0.113.9'],
    [1, 'for=192.0.2.66;x=", for="203.0.113.9:80";by="10.0.0.1:80"', '203.0.113.9'],
  ])('reads, when %p is trusted, %j as %p', (proxies, header, client) => {
    expect(clientOf(proxies, { forwarded: header })).toBe(client);
  });
});

describe('clientBehind with both headers', () => {
  const both = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=192.0.2.66' };

  it.each<[ProxyHeader, object, string | null]>([
    [undefined, both, '203.0.113.9'],
    ['x-forwarded-for', both, '203.0.113.9'],
    ['forwarded', both, '192.0.2.66'],
    ['x-forwarded-for', { forwarded: 'for=192.0.2.66' }, PEER],
    ['forwarded', { 'x-forwarded-for': '192.0.2.66' }, PEER],
  ])('reads, with PROXY_HEADER %p, %j as %p', (header, headers, client) => {
    expect(clientOf(1, headers as Record<string, string>, header)).toBe(client);
  });
});

it('clientBehind returns null for 16 KiB of commas or quotation marks', () => {
  for (const text of [',', '"', '",', 'for="', ';'].map((one) => one.repeat(16_000 / one.length))) {
    expect(clientOf(['10.0.0.0/8'], { forwarded: text })).toBeNull();
    expect(clientOf(['10.0.0.0/8'], { 'x-forwarded-for': text })).toBeNull();
  }
});
