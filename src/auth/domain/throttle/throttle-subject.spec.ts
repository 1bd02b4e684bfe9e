import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { throttleSubjectOf } from './throttle-subject.js';

const secret = createSecretKey(Buffer.from('a secret of the tests, long enough'));
const of = (username: string, ip: string | null) => throttleSubjectOf(secret, username, ip);
const accountOf = (username: string) => of(username, null).account;
const IP = '192.0.2.1';

describe('throttleSubjectOf', () => {
  it('returns keys of 22 characters that contain neither the name nor the address', () => {
    for (const key of Object.values(of('alice', '2001:db8::1'))) expect(key).toMatch(/^[\w-]{22}$/);
    expect(new Set(Object.values(of('alice', '2001:db8::1'))).size).toBe(4);
  });

  it('returns other keys for another secret', () => {
    const other = createSecretKey(Buffer.from('another secret of the tests, long'));
    expect(throttleSubjectOf(other, 'alice', IP).account).not.toBe(accountOf('alice'));
  });

  it.each([
    ['another case', 'Alice'],
    ['full-width letters', 'ａｌｉｃｅ'],
    ['an accent', 'álice'],
    ['a combining accent', 'a\u0301lice'],
    ['white space', ' al ice\t'],
    ['an invisible character', 'al\u200bice'],
  ])('counts a name with %s under the same account, because a database may find it', (_, name) => {
    expect(accountOf(name)).toBe(accountOf('alice'));
  });

  it('counts STRASSE and straße under the same account', () => {
    expect(accountOf('STRASSE')).toBe(accountOf('straße'));
  });

  it('distinguishes accounts', () => {
    expect(accountOf('alice')).not.toBe(accountOf('alicia'));
  });

  it.each([
    ['the same IPv4 address', IP, '::ffff:192.0.2.1', [true, true]],
    ['another IPv4 address', IP, '192.0.2.2', [false, false]],
    ['the same /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff::2', [true, true]],
    ['another /64 of the same /48', '2001:db8:1:2::1', '2001:db8:1:3::1', [false, true]],
    ['another /48', '2001:db8:1:2::1', '2001:db8:2:2::1', [false, false]],
    ['no address', null, 'not an address', [true, true]],
  ])('compares the address and the pair of account and network: %s', (_, one, other, equal) => {
    const [a, b] = [of('alice', one), of('alice', other)];
    expect([a.address === b.address, a.pair === b.pair]).toEqual(equal);
  });

  it.each([
    ['an IPv6 address', '2001:db8::1', true],
    ['an IPv4 address', IP, false],
    ['no address', null, false],
  ])('has a network for IPv6 only: %s', (_, ip, has) => {
    expect(of('alice', ip).network !== undefined).toBe(has);
  });
});
