import { describe, expect, it } from '@jest/globals';
import { trustOf, type TrustedProxies } from './proxy-trust.js';

describe('trustOf', () => {
  it.each<[boolean, TrustedProxies, string | null | undefined, number]>([
    [false, undefined, '127.0.0.1', 0],
    [true, 1, '192.0.2.1', 0],
    [false, 1, '192.0.2.1', 1],
    [true, 2, undefined, 0],
    [true, 2, null, 1],
    [true, ['10.0.0.0/8'], '10.1.2.3', 0],
    [true, ['10.0.0.0/8'], '10.1.2.3', 9],
    [false, ['10.0.0.0/8'], '11.1.2.3', 0],
    [true, ['10.0.0.0/8'], '::ffff:10.1.2.3', 0],
    [false, ['10.0.0.0/8'], '::ffff:11.1.2.3', 0],
    [true, ['192.0.2.1'], '192.0.2.1', 0],
    [false, ['192.0.2.1'], '192.0.2.2', 0],
    [true, ['10.0.0.0/8', '2001:db8::/32'], '2001:db8::1', 0],
    [false, ['10.0.0.0/8', '::1'], '2001:db8::1', 0],
    [false, ['10.0.0.0/8'], undefined, 0],
    [false, ['10.0.0.0/8'], null, 0],
    [false, ['10.0.0.0/8'], 'no address', 0],
  ])('returns %p when %p is trusted, for %p at hop %i', (isTrusted, proxies, address, hop) => {
    expect(trustOf(proxies)(address, hop)).toBe(isTrusted);
  });
});
