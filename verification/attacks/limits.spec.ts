import { describe, expect, it } from '@jest/globals';
import { allowedGuesses, allowedTokenRequests, DAY_SECONDS, longestWaitSeconds } from './limits.js';

/** A second before the end of the day, so that no second day begins. */
const DAY = DAY_SECONDS - 1;

describe('allowedGuesses', () => {
  it.each([
    ['one address on one account, in a minute', { accounts: 1, addresses: 1 }, 59, 5],
    ['one address on one account, in two minutes', { accounts: 1, addresses: 1 }, 61, 10],
    ['one address on one account, in a day', { accounts: 1, addresses: 1 }, DAY, 20],
    ['one address on many accounts', { accounts: 300, addresses: 1 }, 59, 100],
    ['one address on many accounts, in a day', { accounts: 300, addresses: 1 }, DAY, 500],
    ['one /48 on one account', { accounts: 1, addresses: 100, isOneNetwork: true }, 59, 100],
    ['one /48 on one account, in a day', { accounts: 1, addresses: 100, isOneNetwork: true }, DAY, 200], // prettier-ignore
    ['one /48 on many accounts', { accounts: 999, addresses: 100, isOneNetwork: true }, 59, 1000],
    ['two /64s on many accounts', { accounts: 999, addresses: 2, isOneNetwork: true }, 59, 200],
    ['many addresses on one account', { accounts: 1, addresses: 200 }, 59, 100],
    ['a day of many addresses on one account', { accounts: 1, addresses: 9_000 }, DAY, 144_000],
    ['many addresses while the user logs in', { accounts: 1, addresses: 200, userLogsIn: true }, 59, 1000], // prettier-ignore
    ['one address, without the table', { accounts: 1, addresses: 1, instances: 2 }, 59, 10],
  ])('returns for %s the documented number', (_, reach, seconds, guesses) => {
    expect(allowedGuesses(reach, seconds)).toBe(guesses);
  });
});

describe('allowedTokenRequests', () => {
  it.each([
    ['refresh', 1, 59, 600],
    ['refresh', 2, 61, 2400],
    ['verify', 1, 59, 6000],
  ] as const)('returns for %s on %d instances in %d s: %d', (kind, instances, seconds, allowed) => {
    expect(allowedTokenRequests(kind, instances, seconds)).toBe(allowed);
  });
});

describe('longestWaitSeconds', () => {
  it.each([
    [200, 300],
    [40, 60],
    [41, 120],
  ])('returns for %d attackers: %d s', (attackers, seconds) => {
    expect(longestWaitSeconds(attackers)).toBe(seconds);
  });
});
