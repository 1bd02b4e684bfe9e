import { type Client, tab } from './parties/client.js';
import { backup, clockStep } from './parties/operator.js';
import { deactivation, logout, passwordChange, signIn } from './parties/owner.js';
import { thiefWithRequest, thiefWithToken } from './parties/thief.js';
import type { World } from './world.js';

/** Who takes part, before anybody has done anything. */
export interface Scenario {
  name: string;
  /** How often a client may give up waiting for an answer. */
  losses: number;
  begin(world: World): Promise<void>;
}

/** A client with one tab for each number: so often that one refreshes. */
async function client(world: World, name: string, ...tabs: number[]): Promise<Client> {
  const client = await world.logIn(name);
  tabs.forEach((refreshes, index) =>
    world.send(`tab ${index + 1} of ${name}`, tab(world, client, refreshes)),
  );
  return client;
}

/** A client that sends no keys: nothing is promised to it but that no thief follows it. */
async function keylessClient(world: World, name: string, refreshes: number): Promise<Client> {
  const client = await world.logIn(name, false);
  world.send(`tab 1 of ${name}`, tab(world, client, refreshes));
  return client;
}

const scenario = (name: string, losses: number, begin: Scenario['begin']): Scenario => ({
  name,
  losses,
  begin,
});

/** Every party by itself with a client: small enough to be gone through to the end in a moment. */
export const SHORT: readonly Scenario[] = [
  scenario('two tabs', 0, async (world) => {
    await client(world, 'A', 2, 1);
  }),
  scenario('lost answers and retries', 1, async (world) => {
    await client(world, 'A', 2);
  }),
  scenario('two tabs and a lost answer', 1, async (world) => {
    await client(world, 'A', 1, 1);
  }),
  scenario('a thief with a token and keys of his own', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.send('the thief', thiefWithToken(world, a, 'own keys', 2));
  }),
  scenario('a thief with a token and a lost answer', 1, async (world) => {
    const a = await client(world, 'A', 1);
    world.send('the thief', thiefWithToken(world, a, 'no keys', 1));
  }),
  scenario('a client and a thief, both without keys', 0, async (world) => {
    const a = await keylessClient(world, 'A', 2);
    world.send('the thief', thiefWithToken(world, a, 'no keys', 2));
  }),
  scenario('a thief with a captured request', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.send('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('a logout', 0, async (world) => {
    const a = await client(world, 'A', 2);
    world.send('the user', logout(world, a));
  }),
  scenario('a password change', 0, async (world) => {
    await client(world, 'A', 2);
    world.send('the user', passwordChange(world));
  }),
  scenario('a deactivation, and another login of the user', 0, async (world) => {
    await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.send('the user', deactivation(world));
  }),
  scenario('a login during a password change', 0, async (world) => {
    await client(world, 'A', 1);
    world.send('the user', passwordChange(world));
    world.send('B', signIn(world));
  }),
  scenario('a thief from one of two logins', 0, async (world) => {
    const a = await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.send('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('clocks that step', 0, async (world) => {
    await client(world, 'A', 2);
    world.send('the clock', clockStep(world, 'back'));
    world.send('the other clock', clockStep(world, 'forward'));
  }),
  scenario('a restored backup', 0, async (world) => {
    await client(world, 'A', 3);
    world.send('the operator', backup(world));
  }),
];

/** Several things at once. */
export const LONG: readonly Scenario[] = [
  scenario('two tabs, two refreshes each', 0, async (world) => {
    await client(world, 'A', 2, 2);
  }),
  scenario('two tabs and two lost answers', 2, async (world) => {
    await client(world, 'A', 1, 1);
  }),
  scenario('two tabs, three refreshes and a lost answer', 1, async (world) => {
    await client(world, 'A', 2, 1);
  }),
  scenario('two tabs and a thief with a token', 0, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.send('the thief', thiefWithToken(world, a, 'own keys', 2));
  }),
  scenario('a thief with a token, and two lost answers', 2, async (world) => {
    const a = await client(world, 'A', 1);
    world.send('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('a thief with a captured request, and a lost answer', 1, async (world) => {
    const a = await client(world, 'A', 2);
    world.send('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('two tabs, and a thief with a captured request', 0, async (world) => {
    const a = await client(world, 'A', 2, 1);
    world.send('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('a logout, two tabs and a lost answer', 1, async (world) => {
    const a = await client(world, 'A', 1, 1);
    world.send('the user', logout(world, a));
  }),
  scenario('a password change, two logins and a third that begins', 0, async (world) => {
    await client(world, 'A', 1);
    await client(world, 'B', 1);
    world.send('the user', passwordChange(world));
    world.send('C', signIn(world));
  }),
  scenario('a thief with a token, and a logout', 0, async (world) => {
    const a = await client(world, 'A', 1);
    world.send('the thief', thiefWithToken(world, a, 'own keys', 2));
    world.send('the user', logout(world, a));
  }),
  scenario('two tabs, a lost answer and a clock that steps back', 1, async (world) => {
    await client(world, 'A', 1, 1);
    world.send('the clock', clockStep(world, 'back'));
  }),
  scenario('a restored backup and two tabs', 0, async (world) => {
    await client(world, 'A', 2, 1);
    world.send('the operator', backup(world));
  }),
  scenario('a restored backup and a lost answer', 1, async (world) => {
    await client(world, 'A', 2);
    world.send('the operator', backup(world));
  }),
];
