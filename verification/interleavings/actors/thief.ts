import type { Actor } from '../operation.js';
import type { Outcome, Token } from '../response.js';
import type { Task } from '../task.js';
import type { World } from '../world.js';
import type { Browser } from './browser.js';
import type { HonestClient } from './honest-client.js';

/** The idempotency keys that a thief sends. */
export type ThiefKeys = 'own keys' | 'no keys';

/**
 * A thief who copied the client's token, but no key. The thief refreshes it, and continues with the
 * pairs of the responses.
 */
export const thiefWithToken =
  (world: World, client: HonestClient, keys: ThiefKeys, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the token');
    const actor: Actor = { name: task.name, role: 'thief with a token', copiedKeys: [] };
    await refreshRepeatedly(world, task, actor, client.token, keys, refreshes);
  };

/** A thief who captured a whole request, sends it again, and then consumes the successor. */
export const thiefWithRequest =
  (world: World, client: HonestClient, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the last request', () => client.lastSent !== undefined);
    const { token, key } = client.lastSent!;
    task.addInput(`${token.name} ${key}`);
    const copiedKeys = key === null ? [] : [key];
    const actor: Actor = { name: task.name, role: 'thief with a request', copiedKeys };
    const response = await world.requests.refresh(task.name, actor, token, key).response;
    if (response.kind === 'pair')
      await refreshRepeatedly(world, task, actor, response.token, 'own keys', refreshes);
  };

/**
 * A thief who copied the client's whole record, token and key. The thief sends it, and continues
 * with the pairs of the responses.
 */
export const thiefWithRecord =
  (world: World, client: HonestClient, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the record');
    const { token, key } = client;
    task.resetInputs(`the record: ${token.name} ${key}`);
    await task.step('sends the record');
    const copiedKeys = key === null ? [] : [key];
    const actor: Actor = { name: task.name, role: 'thief with a record', copiedKeys };
    const response = await world.requests.refresh(task.name, actor, token, key).response;
    if (response.kind === 'pair')
      await refreshRepeatedly(world, task, actor, response.token, 'own keys', refreshes);
  };

/**
 * A thief who copied the cookies and the storage of a browser. The thief continues as the page does:
 * with a copied key if there is one, and otherwise with a chosen one.
 */
export const thiefWithProfile =
  (world: World, browser: Browser, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the profile');
    const { token: copied, keys } = browser;
    const copiedKeys = [...keys.values()];
    const actor: Actor = { name: task.name, role: 'thief with a record', copiedKeys };
    let token = copied;
    for (let number = 1; number <= refreshes; number++) {
      task.resetInputs(`refresh ${number} of ${token.name} ${copiedKeys.join()}`);
      await task.step('sends the stolen token');
      const key = keys.get(token.jti) ?? browser.rules.chooseKey(task.name, number, token);
      const response = await world.requests.refresh(task.name, actor, token, key).response;
      if (response.kind !== 'pair') return;
      ({ token } = response);
    }
  };

async function refreshRepeatedly(
  world: World,
  task: Task,
  actor: Actor,
  first: Token,
  keys: ThiefKeys,
  refreshes: number,
): Promise<void> {
  let token = first;
  for (let number = 1; number <= refreshes; number++) {
    task.resetInputs(`refresh ${number} of ${token.name}`);
    const response = await refreshStolen(world, task, actor, token, keys, number);
    if (response.kind !== 'pair') return;
    token = response.token;
  }
}

async function refreshStolen(
  world: World,
  task: Task,
  actor: Actor,
  token: Token,
  keys: ThiefKeys,
  number: number,
): Promise<Outcome> {
  await task.step('sends the stolen token');
  const key = keys === 'no keys' ? null : `the-thief's-own-key-${number}`;
  return world.requests.refresh(task.name, actor, token, key).response;
}
