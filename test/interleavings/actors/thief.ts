import type { Actor } from '../act.js';
import type { Outcome, Token } from '../response.js';
import type { Task } from '../task.js';
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
  async (task: Task): Promise<void> => {
    await task.stop('copies the token');
    const actor: Actor = { name: task.name, role: 'thief with a token' };
    await chain(world, task, actor, client.token, keys, refreshes);
  };

/** A thief who has seen a whole request: he sends it again, and consumes the successor as his own. */
export const thiefWithRequest =
  (world: World, client: Client, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.stop('copies the last request', () => client.lastSent !== undefined);
    const { token, key } = client.lastSent!;
    task.learn(`${token.name} ${key}`);
    const actor: Actor = { name: task.name, role: 'thief with a request' };
    const response = await world.refresh(task.name, actor, token, key).response;
    if (response.kind === 'pair')
      await chain(world, task, actor, response.token, 'own keys', refreshes);
  };

/**
 * A thief who has copied the client's whole record, token and key, sends it, and goes on with the
 * pairs that it returns.
 */
export const thiefWithRecord =
  (world: World, client: Client, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.stop('copies the record');
    const { token, key } = client;
    task.remember(`the record: ${token.name} ${key}`);
    await task.stop('sends the record');
    const actor: Actor = { name: task.name, role: 'thief with a record' };
    const response = await world.refresh(task.name, actor, token, key).response;
    if (response.kind === 'pair')
      await chain(world, task, actor, response.token, 'own keys', refreshes);
  };

async function chain(
  world: World,
  task: Task,
  actor: Actor,
  first: Token,
  keys: ThiefKeys,
  refreshes: number,
): Promise<void> {
  let token = first;
  for (let number = 1; number <= refreshes; number++) {
    task.remember(`refresh ${number} of ${token.name}`);
    const response = await theft(world, task, actor, token, keys, number);
    if (response.kind !== 'pair') return;
    token = response.token;
  }
}

async function theft(
  world: World,
  task: Task,
  actor: Actor,
  token: Token,
  keys: ThiefKeys,
  number: number,
): Promise<Outcome> {
  await task.stop('sends what he has');
  const key = keys === 'no keys' ? null : `the-thief's-own-key-${number}`;
  return world.refresh(task.name, actor, token, key).response;
}
