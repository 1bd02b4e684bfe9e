import { describe, expect, it } from '@jest/globals';
import {
  accountCounter,
  addressCounters,
  beganAt,
  pairCounters,
  resettableCounters,
} from './login-counters.js';

const IPV4 = { account: 'account', pair: 'pair', address: 'address', network: undefined };
const LIMITS = {
  perAccountAndAddress: [
    { limit: 5, seconds: 60 },
    { limit: 20, seconds: 3600 },
  ],
  perAddress: [{ limit: 100, seconds: 900 }],
  perAccount: { limit: 100, seconds: 30 },
  refreshesPerSession: { limit: 1, seconds: 1 },
  tokenRequestsPerAddress: { limit: 1, seconds: 1 },
};

describe('the counters of a log-in', () => {
  it('count the account from its address, the shortest time first', () => {
    expect(pairCounters(IPV4, LIMITS)).toEqual([
      { scope: 'account_and_address', key: 'pair:60', limit: 5, seconds: 60 },
      { scope: 'account_and_address', key: 'pair:3600', limit: 20, seconds: 3600 },
    ]);
  });

  it('count an IPv4 address', () => {
    const address = { scope: 'address', key: 'address:900', limit: 100, seconds: 900 };
    expect(addressCounters(IPV4, LIMITS)).toEqual([address]);
  });

  it('count the /48 of an IPv6 address with ten times the limit', () => {
    const counters = addressCounters({ ...IPV4, network: 'network' }, LIMITS);
    expect(counters).toEqual([
      { scope: 'address', key: 'address:900', limit: 100, seconds: 900 },
      { scope: 'address', key: 'network:900', limit: 1000, seconds: 900 },
    ]);
  });

  it('count the consecutive failures of an account for each rank, with the cool-down', () => {
    expect(accountCounter(IPV4, LIMITS, 0)).toEqual({
      scope: 'account',
      key: 'account:0',
      limit: 40,
      seconds: 20 * 86_400,
      coolDownSeconds: 30,
    });
  });

  it('that a successful log-in resets are those of the account, and not those of the address', () => {
    expect(resettableCounters(IPV4, LIMITS).map(({ key }) => key)).toEqual([
      'pair:60',
      'pair:3600',
      'account:0',
      'account:1',
      'account:2',
      'account:3',
    ]);
  });
});

describe('beganAt', () => {
  it.each([
    ['the window began', { seconds: 60 }, 20_000, 1_000_000 - 40_000],
    ['the cool-down began', { seconds: 60, coolDownSeconds: 30 }, 20_000, 1_000_000 - 10_000],
  ])('returns when %s', (_, times, resetsInMs, began) => {
    expect(beganAt({ key: 'k', limit: 1, ...times }, resetsInMs, 1_000_000)).toBe(began);
  });
});
