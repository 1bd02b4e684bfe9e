import type { Actor } from '../operation.js';
import type { Token } from '../response.js';
import type { Task } from '../task.js';
import type { World } from '../world.js';
import type { Browser } from './browser.js';
import type { HonestClient } from './honest-client.js';

/** The idempotency keys that a thief sends. */
export type ThiefKeys = 'own keys' | 'no keys';

/** Chooses the key of a stolen token. @param number counts the refreshes of the thief */
type KeyOf = (token: Token, number: number) => string | null;

const KEYS: Record<ThiefKeys, KeyOf> = {
  'own keys': (_token, number) => `the-thief's-own-key-${number}`,
  'no keys': () => null,
};

/**
 * A thief who copied the client's token, but no key. The thief refreshes it, and continues with the
 * pairs of the responses.
 */
export const thiefWithToken =
  (world: World, client: HonestClient, keys: ThiefKeys, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the token');
    const actor: Actor = { name: task.name, role: 'thief with a token', copiedKeys: [] };
    await refreshRepeatedly(world, task, actor, client.token, KEYS[keys], refreshes);
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
      await refreshRepeatedly(world, task, actor, response.token, KEYS['own keys'], refreshes);
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
      await refreshRepeatedly(world, task, actor, response.token, KEYS['own keys'], refreshes);
  };

/**
 * A thief who copied the cookies and the storage of a browser. The thief continues as the page does:
 * with a copied key if there is one, and otherwise with a chosen one.
 */
export const thiefWithProfile =
  (world: World, browser: Browser, refreshes: number) =>
  async (task: Task): Promise<void> => {
    await task.step('copies the profile');
    const { token, keys, rules } = browser;
    const copiedKeys = [...keys.values()];
    const actor: Actor = { name: task.name, role: 'thief with a record', copiedKeys };
    const keyOf: KeyOf = (stolen, number) =>
      keys.get(stolen.jti) ?? rules.chooseKey(task.name, number, stolen);
    await refreshRepeatedly(world, task, actor, token, keyOf, refreshes);
  };

async function refreshRepeatedly(
  world: World,
  task: Task,
  actor: Actor,
  first: Token,
  keyOf: KeyOf,
  refreshes: number,
): Promise<void> {
  let token = first;
  for (let number = 1; number <= refreshes; number++) {
    task.resetInputs(`refresh ${number} of ${token.name} ${actor.copiedKeys?.join()}`);
    await task.step('sends the stolen token');
    const key = keyOf(token, number);
    const response = await world.requests.refresh(task.name, actor, token, key).response;
    if (response.kind !== 'pair') return;
    ({ token } = response);
  }
}
