import { describe, expect, it } from '@jest/globals';
import {
  accountCounter,
  addressCounters,
  beganAt,
  nameCounter,
  networkCounters,
  pairCounters,
  resettableCounters,
} from './login-counters.js';

const CLIENT = { name: 'name', address: 'address', network: undefined };
const ACCOUNT = { account: 'account', pair: 'pair', networkPair: undefined };
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
  it('nameCounter counts the name from its address for the shortest time, and pairCounters count the account for the others', () => {
    const scope = 'account_and_address';
    expect(nameCounter(CLIENT, LIMITS)).toEqual({ scope, key: 'name:60', limit: 5, seconds: 60 });
    expect(pairCounters(ACCOUNT, LIMITS)).toEqual([
      { scope, key: 'pair:3600', limit: 20, seconds: 3600 },
    ]);
  });

  it('pairCounters counts the account for the only time when there is one', () => {
    const single = { ...LIMITS, perAccountAndAddress: LIMITS.perAccountAndAddress.slice(0, 1) };
    expect(pairCounters(ACCOUNT, single).map(({ key }) => key)).toEqual(['pair:60']);
  });

  it('networkCounters counts the account from a /48 with ten times the limit', () => {
    expect(networkCounters(ACCOUNT, LIMITS)).toEqual([]);
    expect(networkCounters({ ...ACCOUNT, networkPair: 'network' }, LIMITS)).toEqual([
      { scope: 'account', key: 'network:3600', limit: 200, seconds: 3600 },
    ]);
  });

  it('addressCounters counts an IPv4 address', () => {
    const address = { scope: 'address', key: 'address:900', limit: 100, seconds: 900 };
    expect(addressCounters(CLIENT, LIMITS)).toEqual([address]);
  });

  it('addressCounters counts the /48 of an IPv6 address with ten times the limit', () => {
    const counters = addressCounters({ ...CLIENT, network: 'network' }, LIMITS);
    expect(counters).toEqual([
      { scope: 'address', key: 'address:900', limit: 100, seconds: 900 },
      { scope: 'address', key: 'network:900', limit: 1000, seconds: 900 },
    ]);
  });

  it('accountCounter counts the consecutive failures of an account for each rank, with the cool-down', () => {
    expect(accountCounter(ACCOUNT, LIMITS, 0)).toEqual({
      scope: 'account',
      key: 'account:0',
      limit: 40,
      seconds: 20 * 86_400,
      coolDownSeconds: 30,
    });
  });

  it('resettableCounters returns the counters of the account, and not those of the address', () => {
    expect(resettableCounters(CLIENT, ACCOUNT, LIMITS).map(({ key }) => key)).toEqual([
      'name:60',
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
    ['the window began', { seconds: 60 }, 940_000],
    ['the cool-down began', { seconds: 60, coolDownSeconds: 30 }, 970_000],
  ])('beganAt returns when %s', (_, times, began) => {
    expect(beganAt({ key: 'k', limit: 1, ...times }, 1_000_000)).toBe(began);
  });
});
