import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { every, logInHonestly } from './honest-clients.js';
import { longestWaitSeconds } from './limits.js';
import { logInFromNewAddress } from './many-addresses.js';
import type { Stage } from './stage.js';

/** As many as MemoryThrottleStore keeps. */
const FLOOD_NAMES = 200_000;

/** At most 60 MB of counters (docs/operating.md), and as much again for garbage. */
const MAX_GROWTH_MIB = 120;

/**
 * Random names fill the memory, from one address. Afterwards, the counters of before the flood must
 * still refuse.
 */
export const randomNames: Attack = {
  name: '200,000 random names, and one account before and after',
  isLong: true,
  users: (stage) => [stage.name('victim')],
  // One account, and the names that the address may try.
  reach: () => [{ accounts: 1_000_000, addresses: 1 }],
  run: async (stage) => {
    const { target, record } = stage;
    for (let time = 0; time < 8; time++) await stage.guess(stage.name('victim'), stage.address(1));
    const before = target.residentMib();
    let sent = 0;
    const work = async () => {
      while (sent < FLOOD_NAMES) await stage.guess(stage.name(`random${sent++}`), stage.address(1));
    };
    await Promise.all(Array.from({ length: 128 }, work));
    const after = target.residentMib();
    record.notes.push(`${before.toFixed(0)} MiB before and ${after.toFixed(0)} MiB after`);
    if (after - before > MAX_GROWTH_MIB)
      record.violations.push(`the memory grew by ${(after - before).toFixed(0)} MiB`);
    const [reached, tries] = [record.reached, 120];
    for (let time = 0; time < tries; time++)
      await stage.guess(stage.name(`later${time}`), stage.address(1));
    record.notes.push(`${record.reached - reached} guesses after the flood`);
  },
};

/** A neighbor in another /64 of the user's /48 must not lock the user out. */
export const neighborInNetwork: Attack = {
  name: 'a neighbor in the /48 of the user',
  users: (stage) => [stage.name('victim')],
  reach: () => [{ accounts: 1, addresses: 1 }],
  run: async (stage) => {
    const logIn = () =>
      logInHonestly(stage.target.honest, stage.record, stage.name('victim'), stage.ipv6(1, 1));
    await logIn();
    for (let time = 0; time < 10; time++) await stage.guess(stage.name('victim'), stage.ipv6(2, 1));
    await logIn();
  },
};

/**
 * The first 40 of them wait in the queue. The refused ones stay counted, so that the account remains
 * in its cool-down when the 40 are given back.
 */
const ABANDONING = 120;

/** Between two waves at the end of a cool-down. */
const PAUSE_MS = 50;
const EARLIER_SECONDS = 2;

/** The attack begins before the user arrives. */
const ATTACK_FIRST_MS = 4_000;

/** Longer than a user would wait, but short enough for a run. */
const GRACE_SECONDS = 30;

/**
 * Addresses send their first attempt at once, and close their connections before it is verified. If
 * such attempts were given back, the addresses would never have used up their first attempts, and a
 * new address would wait forever.
 */
export const abandonedAttempts: Attack = {
  name: 'first attempts whose connections are closed before they are verified',
  isLong: true,
  users: (stage) => [stage.name('victim')],
  reach: () => [
    { accounts: 1, addresses: ABANDONING },
    { accounts: 1_000_000, addresses: AHEAD },
  ],
  run: async (stage) => {
    const longest = longestWaitSeconds(ABANDONING) + GRACE_SECONDS;
    const attacker = every(PAUSE_MS, async () => {
      const retryAfterSeconds = await sendWave(stage);
      // The attacker, too, honours Retry-After, to be the first one after the cool-down.
      await setTimeout(1000 * Math.max(0, retryAfterSeconds - EARLIER_SECONDS));
    });
    await setTimeout(ATTACK_FIRST_MS);
    const seconds = await logInFromNewAddress(stage, longest);
    await attacker.stop();
    stage.record.notes.push(`the new address waited ${seconds.toFixed(0)} s`);
    if (seconds > longest)
      stage.record.violations.push(`a new address waited more than ${longest} s`);
  },
};

/** Wrong passwords for unknown names, from other addresses: the attempts wait behind them. */
const AHEAD = 20;
const AHEAD_DONE = 12;

/** Each name is tried once, so that only the limit of the address counts. */
let names = 0;

/**
 * Closes the connections when the attempts were counted, and wait in the queue.
 *
 * @returns the longest Retry-After in seconds, or 0
 */
async function sendWave(stage: Stage): Promise<number> {
  const closing = new AbortController();
  setMaxListeners(ABANDONING, closing.signal);
  let done = 0;
  const ahead = Array.from({ length: AHEAD }, async (_, index) => {
    await stage.guess(stage.name(`unknown${names++}`), stage.address(10_000 + index));
    if (++done === AHEAD_DONE) closing.abort();
  });
  const attempts = Array.from({ length: ABANDONING }, (_, index) =>
    stage.abandonableGuess(stage.name('victim'), stage.address(index), closing.signal),
  );
  const [replies] = await Promise.all([Promise.all(attempts), ...ahead]);
  return Math.max(0, ...replies.map((reply) => reply?.retryAfterSeconds ?? 0));
}
