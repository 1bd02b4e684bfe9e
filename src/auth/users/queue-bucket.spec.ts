import { describe, expect, it } from '@jest/globals';
import { APPLICATION_BUCKET, bucketOf } from './queue-bucket.js';

describe('bucketOf', () => {
  it.each([
    ['an IPv4 address', '192.0.2.1', '192.0.2.1'],
    ['a mapped IPv4 address', '::ffff:192.0.2.1', '192.0.2.1'],
    ['the same address in hexadecimal', '::FFFF:C000:201', '192.0.2.1'],
    ['the same address without abbreviation', '0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['a translated IPv4 address', '64:ff9b::192.0.2.1', '192.0.2.1'],
    ['an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['another address of its /64', '2001:DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['an address of the next /64', '2001:db8:1:3::', '2001:db8:1:3::/64'],
    ['an address with few groups', '2001:db8::1', '2001:db8:0:0::/64'],
    ['an address that ends like a mapped one', '10::ffff:192.0.2.1', '10:0:0:0::/64'],
    ['the loopback address', '::1', '0:0:0:0::/64'],
    ['an IPv4-compatible address, which any client can choose', '::192.0.2.1', '0:0:0:0::/64'],
    ['an address with a zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['no address', null, 'unknown address'],
    ['an empty text', '', 'unknown address'],
    ['a text that is not an address', 'router', 'unknown address'],
    ['an address with a port', '192.0.2.1:51008', 'unknown address'],
  ])('returns for %s (%s): %s', (_, ip, bucket) => {
    expect(bucketOf(ip)).toBe(bucket);
  });

  it('never returns the bucket of the application', () => {
    expect(bucketOf(APPLICATION_BUCKET)).not.toBe(APPLICATION_BUCKET);
  });
});
