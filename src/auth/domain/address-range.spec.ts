import { describe, expect, it } from '@jest/globals';
import { networkOf } from './address-range.js';

describe('networkOf', () => {
  it.each([
    ['2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:ffff::/64', '2001:db8:1::/48'],
    ['2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['192.0.2.1', '192.0.2.1'],
    ['unknown address', 'unknown address'],
    ['application', 'application'],
  ])('returns for %s: %s', (bucket, network) => {
    expect(networkOf(bucket)).toBe(network);
  });
});
