import { randomBytes } from 'node:crypto';
import { query, originOf, pathOf, startNode, stop } from './child.mjs';
import { cpuSecondsOf, pin } from './machine.mjs';

/**
 * The measured processes, and how to put load on them.
 *
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./samples.mjs').Sample} Sample
 * @typedef {import('./machine.mjs').Cores} Cores
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {{ measure(one: Case, seconds: number): Promise<Figures>, pin(cores: string): void, stop(): Promise<void> }} Contestant
 * @typedef {Contestant & { origin: string }} Server
 * @typedef {{ rate: number, p50: number, p99: number, cpuUs: number, busy: number, errors: string[] }} Figures
 *   `rate`: requests per second; `cpuUs`: CPU time of the process per request in µs; `busy`: share of
 *   one core that the process uses
 */

/** Random, because Keyturn rejects secrets that appear in documentation. */
const SECRET = randomBytes(48).toString('base64url');

/**
 * Starts a server on all cores, because Keyturn counts them at the start: it hashes as many passwords
 * at once as there are cores, minus one.
 *
 * @param {string[]} args
 * @param {string} databaseUrl
 * @param {Cores | undefined} cores
 * @param {ChildProcess} generator
 * @param {Record<string, string>} [variables]
 * @returns {Promise<Server>}
 */
async function startServer(args, databaseUrl, cores, generator, variables = {}) {
  const server = startNode(cores?.all, args, {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: SECRET,
    PORT: '0',
    ...variables,
  });
  const origin = await originOf(server);
  const work = contestant(server, ({ request, clients }, seconds) =>
    query(generator, { origin, request, clients, seconds }),
  );
  return { ...work, origin };
}

/** @typedef {(url: string, cores: Cores | undefined, generator: ChildProcess, variables?: Record<string, string>) => Promise<Server>} StartServer */

/** Requests are counted, but those of the generator, which has one address, stay below the limits. */
const HIGH_LIMITS = {
  LOGIN_THROTTLE_PER_SESSION: '1000000/1m',
  LOGIN_THROTTLE_TOKEN_REQUESTS: '1000000/1m',
};

/** @type {StartServer} */
export const startKeyturn = (url, cores, generator, variables) =>
  startServer([pathOf('../dist/main.js'), 'serve'], url, cores, generator, {
    ...(variables?.['LOGIN_THROTTLE'] === 'off' ? {} : HIGH_LIMITS),
    ...variables,
  });

/** @type {StartServer} */
export const startBare = (url, cores, generator) =>
  startServer([pathOf('bare-server.mjs')], url, cores, generator);

/** @param {Cores | undefined} cores */
export function startArgon2Alone(cores) {
  const process = startNode(cores?.all, [pathOf('argon2-alone.mjs')]);
  return contestant(process, (_case, seconds) => query(process, { seconds }));
}

/**
 * @param {ChildProcess} process
 * @param {(one: Case, seconds: number) => Promise<Sample>} work
 * @returns {Contestant}
 */
function contestant(process, work) {
  const pid = process.pid ?? NaN;
  return {
    async measure(one, seconds) {
      const before = cpuSecondsOf(pid);
      const sample = await work(one, seconds);
      return figuresOf(sample, cpuSecondsOf(pid) - before);
    },
    pin: (cores) => pin(pid, cores),
    stop: () => stop(process),
  };
}

/**
 * @param {Sample} sample
 * @param {number} cpuSeconds
 * @returns {Figures}
 */
function figuresOf({ requests, seconds, p50, p99, errors }, cpuSeconds) {
  const cpuUs = (cpuSeconds / requests) * 1e6;
  return { rate: requests / seconds, p50, p99, cpuUs, busy: cpuSeconds / seconds, errors };
}
