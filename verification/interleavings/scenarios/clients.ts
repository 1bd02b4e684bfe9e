import { type Client, tab } from '../actors/client.js';
import { backup, stepClock, advanceClock } from '../actors/operator.js';
import {
  deactivation,
  deletion,
  logout,
  ownPasswordChange,
  passwordChange,
  logIn,
} from '../actors/owner.js';
import { thiefWithRecord, thiefWithRequest, thiefWithToken } from '../actors/thief.js';
import type { World } from '../world.js';
import { AFTER_STALE_LIMIT, DAY, passDayInHalves, type Scenario, scenario } from './scenario.js';

/** Adds a client. @param tabs the number of refreshes of each tab */
async function client(world: World, name: string, ...tabs: number[]): Promise<Client> {
  const client = await world.logIn(name);
  tabs.forEach((refreshes, index) =>
    world.start(`tab ${index + 1} of ${name}`, tab(world, client, refreshes)),
  );
  return client;
}

/** Adds a client whose session, and so every token of it, expires in two minutes. */
async function shortSessionClient(world: World, name: string, refreshes: number): Promise<Client> {
  const client = await world.logIn(name, true, TWO_MINUTES);
  world.start(`tab 1 of ${name}`, tab(world, client, refreshes));
  return client;
}

const TWO_MINUTES = 120_000;

/** Adds a client that sends no keys. The invariants protect it only against late thieves. */
async function keylessClient(world: World, name: string, ...tabs: number[]): Promise<Client> {
  const client = await world.logIn(name, false);
  tabs.forEach((refreshes, index) =>
    world.start(`tab ${index + 1} of ${name}`, tab(world, client, refreshes)),
  );
  return client;
}

export const SMALL_CLIENTS: readonly Scenario[] = [
  scenario('two tabs, one refresh each', 0, async (world) => {
    await client(world, 'A', 1, 1);
  }),
  scenario('one refresh, one lost response', 1, async (world) => {
    await client(world, 'A', 1);
  }),
  scenario('one refresh, a thief with a token', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('one refresh, a thief with a captured request', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('one refresh, a thief with a copied record', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
  }),
  scenario('one refresh, a deletion', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the administrator', deletion(world));
  }),
  scenario('a new session, a deletion, another user under the same ID', 0, (world) => {
    world.start('the administrator', deletion(world, true));
    world.start('A', logIn(world));
    return Promise.resolve();
  }),
  scenario('one refresh, and a day passes', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the clock', advanceClock(world, 'a day', DAY));
  }),
  scenario('one refresh, a log-out', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the user', logout(world, a));
  }),
  scenario('a refresh whose response was lost before, a log-out', 0, async (world) => {
    const a = await world.logIn('A');
    await world.refreshWithLostResponse(a);
    world.start('tab 1 of A', tab(world, a, 1));
    world.start('the user', logout(world, a));
  }),
  scenario('one refresh, a password change', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the user', passwordChange(world));
  }),
  scenario(
    'one refresh, a password change by the user, who gets a new session',
    0,
    async (world) => {
      await client(world, 'A', 1);
      world.start('the user', ownPasswordChange(world));
    },
  ),
  scenario('a new session, a password change by the user, who gets a new session', 0, (world) => {
    world.start('the user', ownPasswordChange(world));
    world.start('A', logIn(world));
    return Promise.resolve();
  }),
  scenario('one refresh, a deactivation', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the user', deactivation(world));
  }),
  scenario('a new session, a password change', 0, (world) => {
    world.start('the user', passwordChange(world));
    world.start('A', logIn(world));
    return Promise.resolve();
  }),
  scenario('two refreshes, a clock that steps back', 0, async (world) => {
    await client(world, 'A', 2);
    world.start('the clock', stepClock(world, 'back'));
  }),
  scenario('one refresh of a session near its expiry, a lost response', 1, async (world) => {
    await shortSessionClient(world, 'A', 1);
  }),
  scenario('two refreshes, a restored backup', 0, async (world) => {
    await client(world, 'A', 2);
    world.start('the operator', backup(world));
  }),
];

export const MIDDLE_CLIENTS: readonly Scenario[] = [
  scenario('a copied record, and the time limit of stale passes', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
    world.start('the clock', advanceClock(world, 'two minutes', AFTER_STALE_LIMIT));
  }),
  scenario('a copied record, and a day passes', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
    world.start('the clock', advanceClock(world, 'a day', DAY));
  }),
  scenario('a thief with a token, and a day passes', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
    passDayInHalves(world);
  }),
  scenario('a copied record of a session that expires', 0, async (world) => {
    const a = await shortSessionClient(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
    world.start('the clock', advanceClock(world, 'two minutes', AFTER_STALE_LIMIT));
  }),
  scenario('two refreshes, a lost response, and a day passes', 1, async (world) => {
    await client(world, 'A', 2);
    world.start('the clock', advanceClock(world, 'a day', DAY));
  }),
  {
    ...scenario('two tabs without keys, and the reuse interval passes', 0, async (world) => {
      await keylessClient(world, 'A', 2, 1);
      world.start('the clock', advanceClock(world, 'eleven seconds', 11_000));
    }),
    reuseIntervalSeconds: 10,
  },
  scenario('one refresh, a deletion, another user under the same ID', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the administrator', deletion(world, true));
  }),
  scenario('two tabs, three refreshes', 0, async (world) => {
    await client(world, 'A', 2, 1);
  }),
  scenario('two refreshes, a lost response', 1, async (world) => {
    await client(world, 'A', 2);
  }),
  scenario('two refreshes, a thief with a token who continues', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
  }),
  scenario('a client and a thief, both without keys', 0, async (world) => {
    const a = await keylessClient(world, 'A', 2);
    world.start('the thief', thiefWithToken(world, a, 'no keys', 2));
  }),
  scenario('two refreshes, a thief with a captured request', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.start('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('a thief of one of two sessions', 0, async (world) => {
    const a = await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('two refreshes, a log-out', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.start('the user', logout(world, a));
  }),
  scenario('a client and a new session, a password change', 0, async (world) => {
    await client(world, 'A', 1);
    world.start('the user', passwordChange(world));
    world.start('B', logIn(world));
  }),
  scenario('two sessions, a deactivation', 0, async (world) => {
    await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.start('the user', deactivation(world));
  }),
  scenario('two refreshes, clocks that step back and forward', 0, async (world) => {
    await client(world, 'A', 2);
    world.start('the clock', stepClock(world, 'back'));
    world.start('the other clock', stepClock(world, 'forward'));
  }),
  scenario('three refreshes, a restored backup', 0, async (world) => {
    await client(world, 'A', 3);
    world.start('the operator', backup(world));
  }),
  scenario('two tabs, a backup restored while no request is in flight', 0, async (world) => {
    await client(world, 'A', 1, 1);
    world.start('the operator', backup(world, 'while no request is in flight'));
  }),
  scenario('one refresh, a thief who continues, a restored backup', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
    world.start('the operator', backup(world, 'while no request is in flight'));
  }),
];

export const LARGE_CLIENTS: readonly Scenario[] = [
  scenario('two refreshes, a thief with a copied record who continues', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.start('the thief', thiefWithRecord(world, a, 2));
  }),
  {
    ...scenario('three tabs without keys, and the reuse interval passes', 0, async (world) => {
      await keylessClient(world, 'A', 1, 1, 1);
      world.start('the clock', advanceClock(world, 'eleven seconds', 11_000));
    }),
    reuseIntervalSeconds: 10,
  },
  scenario('two refreshes, a copied record, and a day passes', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.start('the thief', thiefWithRecord(world, a, 1));
    world.start('the clock', advanceClock(world, 'a day', DAY));
  }),
  scenario('two tabs, a thief with a copied record', 0, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
  }),
  scenario('one refresh, a lost response, a thief with a copied record', 1, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 1));
  }),
  scenario('a copied record, a log-out, and the time limit of stale passes', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRecord(world, a, 0));
    world.start('the user', logout(world, a));
    world.start('the clock', advanceClock(world, 'two minutes', AFTER_STALE_LIMIT));
  }),
  scenario(
    'two refreshes, a copied record, and the time limit of stale passes',
    0,
    async (world) => {
      const a = await client(world, 'A', 2);
      world.start('the thief', thiefWithRecord(world, a, 1));
      world.start('the clock', advanceClock(world, 'two minutes', AFTER_STALE_LIMIT));
    },
  ),
  {
    ...scenario('two tabs and a thief without keys, in a reuse interval', 0, async (world) => {
      const a = await keylessClient(world, 'A', 1, 1);
      world.start('the thief', thiefWithToken(world, a, 'no keys', 1));
      world.start('the clock', advanceClock(world, 'eleven seconds', 11_000));
    }),
    reuseIntervalSeconds: 10,
  },
  scenario('two tabs, four refreshes', 0, async (world) => {
    await client(world, 'A', 2, 2);
  }),
  scenario('one refresh, two lost responses', 2, async (world) => {
    await client(world, 'A', 1);
  }),
  scenario(
    'two tabs, three refreshes, a backup restored while no request is in flight',
    0,
    async (world) => {
      await client(world, 'A', 2, 1);
      world.start('the operator', backup(world, 'while no request is in flight'));
    },
  ),
  scenario('two tabs, a lost response', 1, async (world) => {
    await client(world, 'A', 1, 1);
  }),
  scenario('two tabs, three refreshes, a lost response', 1, async (world) => {
    await client(world, 'A', 2, 1);
  }),
  scenario('two tabs, a thief with a token who continues', 0, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
  }),
  scenario('one refresh, a lost response, a thief with a token and no keys', 1, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithToken(world, a, 'no keys', 1));
  }),
  scenario('one refresh, a lost response, a thief with a captured request', 1, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('two tabs, a thief with a captured request', 0, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.start('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('two tabs, a log-out', 0, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.start('the user', logout(world, a));
  }),
  scenario('one refresh, a lost response, a log-out', 1, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the user', logout(world, a));
  }),
  scenario('one refresh, a thief with a token, a log-out', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
    world.start('the user', logout(world, a));
  }),
  scenario('two sessions and a new third one, a password change', 0, async (world) => {
    await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.start('the user', passwordChange(world));
    world.start('C', logIn(world));
  }),
  scenario('one refresh, a lost response, a clock that steps back', 1, async (world) => {
    await client(world, 'A', 1);
    world.start('the clock', stepClock(world, 'back'));
  }),
  scenario(
    'two refreshes, a lost response, a backup restored while no request is in flight',
    1,
    async (world) => {
      await client(world, 'A', 2);
      world.start('the operator', backup(world, 'while no request is in flight'));
    },
  ),
];

/** All actors at once. It has too many schedules to explore, so random ones are run. */
export const ALL_ACTORS = scenario('everything at once', 2, async (world) => {
  const a = await client(world, 'A', 3, 2);
  await client(world, 'B', 2);
  world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
  world.start('the other thief', thiefWithRequest(world, a, 1));
  world.start('the third thief', thiefWithRecord(world, a, 2));
  world.start('the user', logout(world, a));
  world.start('the user at home', passwordChange(world));
  world.start('the employer', deactivation(world));
  world.start('C', logIn(world));
  world.start('the clock', stepClock(world, 'back'));
  world.start('the other clock', stepClock(world, 'forward'));
  world.start('the operator', backup(world, 'while no request is in flight'));
});

/** Only honest clients, with clock changes, lost responses and a restore, but without thieves. */
export const HONEST_CLIENTS = scenario('two sessions with two tabs each', 3, async (world) => {
  await client(world, 'A', 3, 2);
  await client(world, 'B', 2, 2);
  world.start('the clock', stepClock(world, 'back'));
  world.start('the other clock', stepClock(world, 'forward'));
  world.start('the operator', backup(world, 'while no request is in flight'));
});

/**
 * A documented limit. When a token rotates a row that is older than itself, the row loses its
 * consumptions. A request that was in flight during the restore, and arrives after another tab has
 * refreshed, then looks like a client that a thief has overtaken, so the session is revoked. Keeping
 * it active would keep the thief's session active too: the mutant `no revocation after a restore`.
 */
export const RESTORE_DURING_A_REQUEST = scenario(
  'two tabs, a backup restored while a request is in flight',
  0,
  async (world) => {
    await client(world, 'A', 2, 1);
    world.start('the operator', backup(world));
  },
);
