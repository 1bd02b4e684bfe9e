import type { Party } from '../act.js';
import type { Answer, Token } from '../answer.js';
import type { Lane } from '../lane.js';
import type { World } from '../world.js';
import type { Client } from './client.js';

/** Whether a thief sends keys of his own, or none. */
export type ThiefKeys = 'own keys' | 'no keys';

/**
 * A thief who has seen the client's token once, but no key: he refreshes, and goes on with what he
 * gets.
 */
export const thiefWithToken =
  (world: World, client: Client, keys: ThiefKeys, refreshes: number) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('copies the token');
    const party: Party = { name: lane.name, role: 'thief with a token' };
    await chain(world, lane, party, client.token, keys, refreshes);
  };

/** A thief who has seen a whole request: he sends it again, and spends the successor as his own. */
export const thiefWithRequest =
  (world: World, client: Client, refreshes: number) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('copies the last request', () => client.lastSent !== undefined);
    const { token, key } = client.lastSent!;
    lane.learn(`${token.name} ${key}`);
    const party: Party = { name: lane.name, role: 'thief with a request' };
    const answer = await world.refresh(lane.name, party, token, key).answer;
    if (answer.kind === 'pair')
      await chain(world, lane, party, answer.token, 'own keys', refreshes);
  };

/**
 * A thief who has copied the client's whole record, token and key, sends it, and goes on with the
 * pairs that it returns.
 */
export const thiefWithRecord =
  (world: World, client: Client, refreshes: number) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('copies the record');
    const { token, key } = client;
    lane.remember(`the record: ${token.name} ${key}`);
    await lane.stop('sends the record');
    const party: Party = { name: lane.name, role: 'thief with a record' };
    const answer = await world.refresh(lane.name, party, token, key).answer;
    if (answer.kind === 'pair')
      await chain(world, lane, party, answer.token, 'own keys', refreshes);
  };

async function chain(
  world: World,
  lane: Lane,
  party: Party,
  first: Token,
  keys: ThiefKeys,
  refreshes: number,
): Promise<void> {
  let token = first;
  for (let number = 1; number <= refreshes; number++) {
    lane.remember(`refresh ${number} of ${token.name}`);
    const answer = await theft(world, lane, party, token, keys, number);
    if (answer.kind !== 'pair') return;
    token = answer.token;
  }
}

async function theft(
  world: World,
  lane: Lane,
  party: Party,
  token: Token,
  keys: ThiefKeys,
  number: number,
): Promise<Answer> {
  await lane.stop('sends what he has');
  const key = keys === 'no keys' ? null : `the-thief's-own-key-${number}`;
  return world.refresh(lane.name, party, token, key).answer;
}
