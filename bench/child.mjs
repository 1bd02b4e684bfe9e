import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @param {string} file relative to this one */
export const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Starts Node with a channel for messages.
 *
 * @param {string | undefined} cores undefined to leave the choice to the system
 * @param {readonly string[]} args
 * @param {Record<string, string>} variables
 */
export const startNode = (cores, args, variables = {}) =>
  startCommand(cores, [process.execPath, ...args], variables, ['ipc']);

/**
 * @param {string | undefined} cores undefined to leave the choice to the system
 * @param {readonly string[]} command
 * @param {Record<string, string>} variables
 * @param {'ipc'[]} channels
 * @returns {ChildProcess}
 */
export function startCommand(cores, command, variables, channels = []) {
  const [file = '', ...rest] = cores ? ['taskset', '--cpu-list', cores, ...command] : command;
  return spawn(file, rest, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit', ...channels],
  });
}

/**
 * Waits until a server listens.
 *
 * @param {ChildProcess} child prints `Listening on http://…`
 * @returns {Promise<string>} the origin
 */
export async function originOf(child) {
  if (child.stdout === null)
    throw new Error('The server was started without a pipe for its output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /Listening on (http:\/\/[^/"]+)/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error(`The server exited before it listened: ${child.spawnargs.join(' ')}`);
}

/**
 * Sends a message and waits for the reply.
 *
 * @template Reply
 * @param {ChildProcess} child
 * @param {object} message
 * @returns {Promise<Reply>}
 */
export function query(child, message) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`Exited without a reply: ${child.spawnargs.join(' ')}`));
    child.once('exit', onExit);
    child.once('message', (reply) => {
      child.off('exit', onExit);
      resolve(/** @type {Reply} */ (reply));
    });
    child.send(message);
  });
}

/** @param {ChildProcess} child */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
