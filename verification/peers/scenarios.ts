import { setTimeout } from 'node:timers/promises';
import { Actor } from './actor.js';
import type { Peer } from './peer.js';

/** How many times the client and the thief refresh before the outcome is determined. */
const ROUNDS = 3;

/** More than a second, because servers round intervals to whole seconds. */
const SPARE_MS = 1_200;

/** Runs with a new session. @returns a description of the outcome */
export type Scenario = (peer: Peer) => Promise<string>;

/** The response is lost, so the client sends the same request again. */
const lostResponse: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const first = await client.send();
  const retry = await client.send();
  if (retry !== undefined) client.store(retry);
  if (!(await client.refresh())) return 'logged out';
  return retry === first ? 'logged in, same pair' : 'logged in, another pair';
};

/** Both tabs send the shared token at once. The client keeps any new token. */
const twoTabs: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  for (const response of await Promise.all([client.send(), client.send()]))
    if (response !== undefined) client.store(response);
  return (await client.refresh()) ? 'logged in' : 'logged out';
};

/** The thief presents a copy of the token that the client has consumed before. */
const lateThief: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const thief = client.copyForThief();
  await client.refresh();
  await thief.refresh();
  return outcomeOf(peer, client, thief);
};

/** The thief consumes a copy of the token before the client presents it. */
const earlyThief: Scenario = async (peer) => {
  const client = await Actor.logIn(peer);
  const thief = client.copyForThief();
  await thief.refresh();
  await client.refresh();
  return outcomeOf(peer, client, thief);
};

async function outcomeOf(peer: Peer, client: Actor, thief: Actor): Promise<string> {
  const { reuseIntervalMs } = peer;
  const immediately = await afterRounds(client, thief, ROUNDS, 0);
  if (reuseIntervalMs === 0) return immediately;
  await afterRounds(client, thief, 1, reuseIntervalMs + SPARE_MS);
  return `${immediately}, and after the interval ${await afterRounds(client, thief, ROUNDS, 0)}`;
}

/** @param apartMs the pause before each request, in milliseconds */
async function afterRounds(client: Actor, thief: Actor, rounds: number, apartMs: number) {
  const served = new Map<string, boolean>();
  for (let round = 0; round < rounds; round++) {
    await setTimeout(apartMs);
    served.set('the thief', await thief.refresh());
    await setTimeout(apartMs);
    served.set('the client', await client.refresh());
  }
  const active = [...served].filter(([, isServed]) => isServed).map(([who]) => who);
  return active.length === 0
    ? 'the session is revoked'
    : `${active.join(' and ')} keep${active.length === 1 ? 's' : ''} the session`;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a lost response': lostResponse,
  'two tabs at once': twoTabs,
  'a late thief': lateThief,
  'an early thief': earlyThief,
};
