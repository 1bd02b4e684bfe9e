import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { accountSubjectOf, clientSubjectOf } from './throttle-subject.js';

const secret = createSecretKey(Buffer.from('a secret of the tests, long enough'));
const IP = '192.0.2.1';
const clientOf = (username: string, ip: string | null) => clientSubjectOf(secret, username, ip);
const accountOf = (userId: string, ip: string | null) => accountSubjectOf(secret, { userId }, ip);

describe('the keys of a log-in', () => {
  it('the keys of a log-in have 22 characters, and contain neither the name nor the address', () => {
    const keys = [clientOf('alice', '2001:db8::1'), accountOf('7', '2001:db8::1')].flatMap(
      (subject) => Object.values(subject) as string[],
    );
    for (const key of keys) expect(key).toMatch(/^[\w-]{22}$/);
    expect(new Set(keys).size).toBe(6);
  });

  it('the keys of a log-in differ for another secret', () => {
    const other = createSecretKey(Buffer.from('another secret of the tests, long'));
    const { name } = clientSubjectOf(other, 'alice', IP);
    expect(name).not.toBe(clientOf('alice', IP).name);
  });

  it('the keys of a log-in differ for a user and for an unknown name with the same text', () => {
    const unknown = accountSubjectOf(secret, { unknownName: '7' }, IP);
    expect(unknown.account).not.toBe(accountOf('7', IP).account);
  });

  it.each([
    ['the same IPv4 address', IP, '::ffff:192.0.2.1', true, true],
    ['another IPv4 address', IP, '192.0.2.2', false, true],
    ['the same /64', '2001:db8:1:2::1', '2001:db8:1:2:ffff::2', true, true],
    ['another /64 of the same /48', '2001:db8:1:2::1', '2001:db8:1:3::1', false, true],
    ['another /48', '2001:db8:1:2::1', '2001:db8:2:2::1', false, false],
    ['no address', null, 'not an address', true, true],
  ])(
    'the keys of a log-in are equal or not for the address and its network: %s',
    (_, one, other, address, network) => {
      const [a, b] = [clientOf('alice', one), clientOf('alice', other)];
      const [c, d] = [accountOf('7', one), accountOf('7', other)];
      expect([a.name === b.name, a.address === b.address, c.pair === d.pair]).toEqual(
        Array(3).fill(address),
      );
      expect([a.network === b.network, c.networkPair === d.networkPair]).toEqual([
        network,
        network,
      ]);
      expect(c.account).toBe(d.account);
    },
  );

  it.each([
    ['an IPv6 address', '2001:db8::1', true],
    ['an IPv4 address', IP, false],
    ['no address', null, false],
  ])('the keys of a log-in have a network for IPv6 only: %s', (_, ip, has) => {
    expect(clientOf('alice', ip).network !== undefined).toBe(has);
    expect(accountOf('7', ip).networkPair !== undefined).toBe(has);
  });
});
