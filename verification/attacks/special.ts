import { setTimeout } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { ALICE } from '../../test/support/deployment.js';
import { logInHonestly } from './honest-clients.js';
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

/** A neighbour in another /64 of the user's /48 must not lock the user out. */
export const neighbourInNetwork: Attack = {
  name: 'a neighbour in the /48 of the user',
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

/** How long an attacker waits before closing a connection: the attempt is counted, and waits. */
const ABANDONED_AFTER_MS = 60;

/** Enough addresses to use up every first attempt of a cool-down. */
const ABANDONING = 80;

/** Rounds, each as long as a cool-down at most. */
const ROUNDS = 4;

/**
 * Addresses send their first attempt and close the connection before it is verified. If such an
 * attempt were given back, they would never have used it up, and a new address would wait forever.
 */
export const abandonedAttempts: Attack = {
  name: 'first attempts whose connections are closed before they are verified',
  isLong: true,
  users: (stage) => [stage.name('victim')],
  reach: () => [{ accounts: 1, addresses: ABANDONING }],
  run: async (stage) => {
    const { record, target } = stage;
    const seconds = 60 * (ROUNDS - 1);
    let isServed = false;
    const end = performance.now() + 1000 * (seconds + 30);
    const attackers = Array.from({ length: ABANDONING }, async (_, index) => {
      while (!isServed && performance.now() < end) {
        await abandon(stage, index);
        await setTimeout(200);
      }
    });
    await setTimeout(3_000);
    const startedAt = performance.now();
    let waited = 0;
    while (!isServed && waited < seconds + 15) {
      const credentials = { username: stage.name('victim'), password: ALICE.password };
      const reply = await target.honest.post('/api/token/', credentials, stage.address(60_000));
      waited = (performance.now() - startedAt) / 1000;
      isServed = record.login('the user in a new place', reply, true);
      if (!isServed) await setTimeout(1000 * (reply.retryAfterSeconds ?? 1));
    }
    await Promise.all(attackers);
    const allowed = 120;
    record.notes.push(`the new address waited ${waited.toFixed(0)} s of at most ${allowed}`);
    if (!isServed || waited > allowed + 15)
      record.violations.push(
        `a new address waited ${waited.toFixed(0)} s${isServed ? '' : ', and was not served'}`,
      );
  },
};

async function abandon(stage: Stage, index: number): Promise<void> {
  const signal = AbortSignal.timeout(ABANDONED_AFTER_MS);
  await stage.abandonableGuess(stage.name('victim'), stage.address(index), signal);
}
