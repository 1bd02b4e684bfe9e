import { setTimeout } from 'node:timers/promises';
import { Actor } from './actor.js';
import type { Peer } from './peer.js';

/** How often both go on with what they have, before it is said who lives. */
const ROUNDS = 3;

/** Intervals are counted in whole seconds by some. */
const SPARE_MS = 200;

/** Plays once with a new session. @returns how it ended, in words that are counted */
export type Scenario = (peer: Peer) => Promise<string>;

/** The answer never arrives, so the client sends the same request once more. */
const lostResponse: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const lost = await client.send();
  const again = await client.send();
  if (again !== undefined) client.keep(again);
  if (!(await client.refresh())) return 'logged out';
  return again === lost ? 'stays, same pair' : 'stays, another pair';
};

/** Both send what they share at once; whatever either is given is kept, and is enough to stay. */
const twoTabs: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  for (const response of await Promise.all([client.send(), client.send()]))
    if (response !== undefined) client.keep(response);
  return (await client.refresh()) ? 'stays' : 'logged out';
};

/** The thief consumes a copy of the token that the client has consumed before. */
const lateThief: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const thief = client.robbed();
  await client.refresh();
  await thief.refresh();
  return whoLives(peer, client, thief);
};

/** The thief consumes a copy of the token first; the client has no other. */
const earlyThief: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const thief = client.robbed();
  await thief.refresh();
  await client.refresh();
  return whoLives(peer, client, thief);
};

async function whoLives(peer: Peer, client: Actor, thief: Actor): Promise<string> {
  const { reuseIntervalMs } = peer;
  const atOnce = await afterRounds(client, thief, ROUNDS, 0);
  if (reuseIntervalMs === 0) return atOnce;
  await afterRounds(client, thief, 1, reuseIntervalMs + SPARE_MS);
  return `${atOnce}, and past the interval ${await afterRounds(client, thief, ROUNDS, 0)}`;
}

/** @param apartMs how long nobody comes, each time before somebody does */
async function afterRounds(client: Actor, thief: Actor, rounds: number, apartMs: number) {
  const served = new Map<string, boolean>();
  for (let round = 0; round < rounds; round++) {
    await setTimeout(apartMs);
    served.set('the thief', await thief.refresh());
    await setTimeout(apartMs);
    served.set('the client', await client.refresh());
  }
  const living = [...served].filter(([, isServed]) => isServed).map(([who]) => who);
  return living.length === 0
    ? 'the session ends'
    : `${living.join(' and ')} live${living.length === 1 ? 's' : ''} on`;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the answer is lost': lostResponse,
  'two tabs at once': twoTabs,
  'a thief comes second': lateThief,
  'a thief comes first': earlyThief,
};
