import { setTimeout } from 'node:timers/promises';
import { ALICE } from '../../test/support/deployment.js';
import type { Attack } from './attack.js';
import { every, logInHonestly } from './honest-clients.js';
import { longestWaitSeconds } from './limits.js';
import type { Stage } from './stage.js';

/** Not one of the attacking addresses. */
const USUAL = 50_000;
const NEW = 60_000;

/** A pause between two guesses of an address. They are refused anyway. */
const PAUSE_MS = 500;

const attackFrom = (stage: Stage, addresses: number, seconds: number) =>
  stage.during(seconds, addresses, async (task) => {
    await stage.guess(stage.name('victim'), stage.address(task));
    await setTimeout(PAUSE_MS);
  });

/** The user logs in from the usual address every second: each log-in must succeed. */
export const manyAddressesOnOneAccount: Attack = {
  name: 'many addresses, one account, whose user logs in',
  users: (stage) => [stage.name('victim')],
  reach: ({ scale: { addresses } }) => [{ accounts: 1, addresses, userLogsIn: true }],
  run: async (stage) => {
    const { target, record, scale } = stage;
    const logIn = () =>
      logInHonestly(target.honest, record, stage.name('victim'), stage.address(USUAL));
    await logIn();
    const user = every(1000, logIn);
    await attackFrom(stage, scale.addresses, 2 * scale.seconds);
    await user.stop();
  },
};

/** A user in a new place honours Retry-After, and must be served within the documented time. */
export const newAddressDuringAttack: Attack = {
  name: 'many addresses, one account, whose user is in a new place',
  isLong: true,
  users: (stage) => [stage.name('victim')],
  reach: ({ scale: { addresses } }) => [{ accounts: 1, addresses }],
  run: async (stage) => {
    const { record, scale } = stage;
    const longest = longestWaitSeconds(scale.addresses) + GRACE_SECONDS;
    let isServed = false;
    const attackers = Array.from({ length: scale.addresses }, async (_, index) => {
      while (!isServed) {
        await stage.guess(stage.name('victim'), stage.address(index));
        await setTimeout(PAUSE_MS);
      }
    });
    await setTimeout(ATTACK_FIRST_MS);
    const seconds = await logInFromNewAddress(stage, longest);
    isServed = true;
    await Promise.all(attackers);
    record.notes.push(`the new address waited ${seconds.toFixed(0)} s`);
    if (seconds > longest) record.violations.push(`a new address waited more than ${longest} s`);
  },
};

/** The attack begins before the user arrives. */
const ATTACK_FIRST_MS = 2_000;

/** Retry-After is rounded up, once for each cool-down, and the log-in waits in the queue. */
const GRACE_SECONDS = 15;

/**
 * Logs in from a new address, which honours Retry-After.
 *
 * @returns how long it took; more than `longest` without success
 */
export async function logInFromNewAddress(stage: Stage, longest: number): Promise<number> {
  const startedAt = performance.now();
  const { honest } = stage.target;
  for (;;) {
    const reply = await honest.logIn(stage.name('victim'), ALICE.password, stage.address(NEW));
    const seconds = (performance.now() - startedAt) / 1000;
    const isServed = stage.record.login('the user in a new place', reply, true);
    if (isServed || seconds > longest) return seconds;
    await setTimeout(1000 * (reply.retryAfterSeconds ?? 1));
  }
}

const HONEST_USERS = 12;

const honestNames = (stage: Stage) =>
  Array.from({ length: HONEST_USERS }, (_, index) => stage.name(`honest${index}`));

/** Twelve users with usual addresses log in, every fourth of them after a wrong password. */
export const unknownNames: Attack = {
  name: 'many addresses, unknown names, and 12 honest users',
  users: honestNames,
  reach: ({ scale: { addresses } }) => [{ accounts: 1_000_000, addresses }],
  run: async (stage) => {
    const { target, record, scale } = stage;
    const usual = (index: number) => stage.address(USUAL + index);
    const logIn = (name: string, index: number) =>
      logInHonestly(target.honest, record, name, usual(index));
    await Promise.all(honestNames(stage).map(logIn));
    const users = honestNames(stage).map((name, index) =>
      every(3000, async () => {
        if (index % 4 === 0) await mistype(stage, name, usual(index));
        await logIn(name, index);
      }),
    );
    let sent = 0;
    await stage.sustain(scale.addresses, (task) =>
      stage.guess(stage.name(`unknown${sent++}`), stage.address(task)),
    );
    await Promise.all(users.map((user) => user.stop()));
  },
};

/** An honest user's wrong password is no guess of the attacker. */
async function mistype({ target, record }: Stage, username: string, ip: string): Promise<void> {
  const reply = await target.honest.logIn(username, 'violet kettle harbr', ip);
  const { status, body, retryAfterSeconds } = reply;
  if (status === 429) record.violations.push(`${username} was refused after one mistake: ${body}`);
  record.checkStatus(`the mistake of ${username}`, status, retryAfterSeconds, body);
}
