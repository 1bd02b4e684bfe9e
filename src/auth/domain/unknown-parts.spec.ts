import { describe, expect, it } from '@jest/globals';
import { type KnownClient, unknownParts } from './unknown-parts.js';

const CHROME = 'Chrome on Windows';
const HOME = { ip: '192.0.2.1', device: CHROME };
const PHONE = { ip: '2001:db8:1:2::1', device: 'Safari on iPhone' };

describe('unknownParts', () => {
  it.each<[string, KnownClient, KnownClient[], string[]]>([
    ['a client that is known', HOME, [PHONE, HOME], []],
    [
      'a known address and a known device of other sessions',
      { ...HOME, ip: PHONE.ip },
      [PHONE, HOME],
      [],
    ],
    ['another address', { ...HOME, ip: '192.0.2.2' }, [HOME], ['address']],
    ['another device', { ...HOME, device: 'Firefox on Linux' }, [HOME], ['device']],
    ['another client', PHONE, [HOME], ['address', 'device']],
    ['another address of the same /64', { ...PHONE, ip: '2001:db8:1:2:ffff::9' }, [PHONE], []],
    ['an address of another /64', { ...PHONE, ip: '2001:db8:1:3::1' }, [PHONE], ['address']],
    ['a mapped form of a known address', { ...HOME, ip: '::ffff:192.0.2.1' }, [HOME], []],
    ['a client without a header', { ...HOME, device: null }, [HOME], []],
    ['a client without an address', { ...HOME, ip: null }, [PHONE, HOME], []],
    ['a text that is not an address', { ...HOME, ip: 'unknown' }, [HOME], []],
    ['the first client', HOME, [], ['address', 'device']],
    ['the first client without data', { ip: null, device: null }, [], []],
  ])('returns for %s the parts that no earlier session has', (_, client, earlier, expected) => {
    expect(unknownParts(client, earlier)).toEqual(expected);
  });
});
