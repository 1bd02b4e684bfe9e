import { limitOfRank, type LoginLimits, RANKS } from './login-limits.js';
import type { Rate } from './rate.js';
import type { Counter } from './throttle.store.js';
import type { ThrottleSubject } from './throttle-subject.js';

/** The attempts that a counter counts: of one account, from one address, or both. */
export type ThrottleScope = 'account_and_address' | 'address' | 'account';

export interface LoginCounter extends Counter {
  readonly scope: ThrottleScope;
}

/** A /48 contains 65,536 of the /64s that count as one address. */
const NETWORK_FACTOR = 10;

/** The longest time that the timers of the store in memory hold. */
const CONSECUTIVE_SECONDS = 20 * 86_400;

/** Returns the counters of one account from one address, the shortest time first. */
export const pairCounters = ({ pair }: ThrottleSubject, limits: LoginLimits): LoginCounter[] =>
  limits.perAccountAndAddress.map((rate) => counterOf('account_and_address', pair, rate));

/** Returns the counters of an address, and for IPv6 those of its network. */
export function addressCounters(
  { address, network }: ThrottleSubject,
  { perAddress }: LoginLimits,
): LoginCounter[] {
  return perAddress.flatMap((rate) => {
    const own = counterOf('address', address, rate);
    if (network === undefined) return [own];
    const wider = { limit: NETWORK_FACTOR * rate.limit, seconds: rate.seconds };
    return [own, counterOf('address', network, wider)];
  });
}

/** Returns the counter of an account for unfamiliar addresses. @param rank `rankOf` the attempt */
export const accountCounter = (
  { account }: ThrottleSubject,
  { perAccount }: LoginLimits,
  rank: number,
): LoginCounter => ({
  scope: 'account',
  key: `${account}:${rank}`,
  limit: limitOfRank(perAccount.limit, rank),
  seconds: CONSECUTIVE_SECONDS,
  coolDownSeconds: perAccount.seconds,
});

/** Returns the counters that a successful log-in, or an operator, sets to zero. */
export const resettableCounters = (
  subject: ThrottleSubject,
  limits: LoginLimits,
): LoginCounter[] => [
  ...pairCounters(subject, limits),
  ...Array.from({ length: RANKS }, (_, rank) => accountCounter(subject, limits, rank)),
];

const counterOf = (scope: ThrottleScope, key: string, { limit, seconds }: Rate): LoginCounter => ({
  scope,
  key: `${key}:${seconds}`,
  limit,
  seconds,
});

/** Returns when a counter that refuses started to do so, or its window began. Epoch milliseconds. */
export const beganAt = (
  { seconds, coolDownSeconds = seconds }: Counter,
  resetsInMs: number,
  now: number,
): number => now + resetsInMs - 1000 * coolDownSeconds;
