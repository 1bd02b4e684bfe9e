import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @param {string} file beside this one, or above it */
export const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Starts Node. The channel is for those that are asked by message.
 *
 * @param {string | undefined} cores undefined: wherever the system likes
 * @param {readonly string[]} args
 * @param {Record<string, string>} variables
 * @returns {ChildProcess}
 */
export function startNode(cores, args, variables = {}) {
  const command = [process.execPath, ...args];
  const [file = '', ...rest] = cores ? ['taskset', '--cpu-list', cores, ...command] : command;
  return spawn(file, rest, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

/**
 * @param {ChildProcess} child that says `Listening on http://…` when it does
 * @returns {Promise<string>} the origin
 */
export async function originOf(child) {
  if (child.stdout === null) throw new Error('A server was started without its output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /Listening on (http:\/\/[^/"]+)/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error(`A server ended before it listened: ${child.spawnargs.join(' ')}`);
}

/**
 * @template Answer
 * @param {ChildProcess} child
 * @param {object} question
 * @returns {Promise<Answer>}
 */
export function ask(child, question) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`Ended without an answer: ${child.spawnargs.join(' ')}`));
    child.once('exit', onExit);
    child.once('message', (response) => {
      child.off('exit', onExit);
      resolve(/** @type {Answer} */ (response));
    });
    child.send(question);
  });
}

/** @param {ChildProcess} child */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
