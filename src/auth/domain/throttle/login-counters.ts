import { limitOfRank, type LoginLimits, RANKS } from './login-limits.js';
import { MAX_COUNTER_SECONDS, type Rate } from './rate.js';
import type { Counter } from './throttle.store.js';
import type { AccountSubject, ClientSubject } from './throttle-subject.js';

/** The attempts that a counter counts: of one account, from one address, or both. */
export type ThrottleScope = 'account_and_address' | 'address' | 'account';

export interface LoginCounter extends Counter {
  readonly scope: ThrottleScope;
}

/** A /48 contains 65,536 of the /64s that count as one address. */
const NETWORK_FACTOR = 10;

/** Returns the counter of a name from one address, with the shortest time. */
export const nameCounter = (
  { name }: ClientSubject,
  { perAccountAndAddress }: LoginLimits,
): LoginCounter => counterOf('account_and_address', name, perAccountAndAddress[0]!);

/** Returns the counters of an address, and for IPv6 those of its network. */
export const addressCounters = (
  { address, network }: ClientSubject,
  { perAddress }: LoginLimits,
): LoginCounter[] =>
  perAddress.flatMap((rate) => [
    counterOf('address', address, rate),
    ...(network === undefined ? [] : [counterOf('address', network, wider(rate))]),
  ]);

/**
 * Returns the counters of an account from one address. The shortest time is that of
 * {@link nameCounter}, unless there is no other.
 */
export function pairCounters(
  { pair }: AccountSubject,
  { perAccountAndAddress: rates }: LoginLimits,
): LoginCounter[] {
  const longer = rates.length === 1 ? rates : rates.slice(1);
  return longer.map((rate) => counterOf('account_and_address', pair, rate));
}

/**
 * Returns the counter of an account from the /48 of an IPv6 address. It determines the rank of an
 * attempt, because an attacker can have 65,536 addresses in it. None for IPv4.
 */
export const networkCounters = (
  { networkPair }: AccountSubject,
  { perAccountAndAddress }: LoginLimits,
): LoginCounter[] =>
  networkPair === undefined
    ? []
    : [counterOf('account', networkPair, wider(perAccountAndAddress.at(-1)!))];

/** Returns the counter of an account for unfamiliar addresses. @param rank `rankOf` the attempt */
export const accountCounter = (
  { account }: AccountSubject,
  { perAccount }: LoginLimits,
  rank: number,
): LoginCounter => ({
  scope: 'account',
  key: `${account}:${rank}`,
  limit: limitOfRank(perAccount.limit, rank),
  seconds: MAX_COUNTER_SECONDS,
  coolDownSeconds: perAccount.seconds,
});

/** Returns the counters that a successful log-in, or an operator, sets to zero. */
export const resettableCounters = (
  client: ClientSubject,
  account: AccountSubject,
  limits: LoginLimits,
): LoginCounter[] => [
  nameCounter(client, limits),
  ...pairCounters(account, limits),
  ...networkCounters(account, limits),
  ...Array.from({ length: RANKS }, (_, rank) => accountCounter(account, limits, rank)),
];

const wider = ({ limit, seconds }: Rate): Rate => ({ limit: NETWORK_FACTOR * limit, seconds });

const counterOf = (scope: ThrottleScope, key: string, { limit, seconds }: Rate): LoginCounter => ({
  scope,
  key: `${key}:${seconds}`,
  limit,
  seconds,
});

/**
 * Returns when a counter that refuses started to do so, or its window began. Epoch milliseconds.
 *
 * @param resetsAt of its `Count`
 */
export const beganAt = (
  { seconds, coolDownSeconds = seconds }: Counter,
  resetsAt: number,
): number => resetsAt - 1000 * coolDownSeconds;
