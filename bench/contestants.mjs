import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { query, originOf, pathOf, startNode, stop } from './child.mjs';
import { pin } from './machine.mjs';
import { usedOf } from './postgres-meter.mjs';
import { familyOf, usageOf, usedBetween } from './usage.mjs';

/**
 * The measured processes, and how to put load on them.
 *
 * @typedef {import('./plan.mjs').Case} Case
 * @typedef {import('./samples.mjs').Sample} Sample
 * @typedef {import('./machine.mjs').Cores} Cores
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {{ measure(one: Case, seconds: number): Promise<Figures>, pin(cores: string): void, stop(): Promise<void> }} Contestant
 * @typedef {Contestant & { origin: string, process: ChildProcess }} Server
 * @typedef {import('./postgres-meter.mjs').PostgresMeter} PostgresMeter
 * @typedef {{ requests: number, rate: number, p50: number, p99: number, cpuUs: number, busy: number, perVcpu: number, walBytes: number, writeCalls: number, errors: string[] }} Figures
 *   `requests`: their number; `rate`: requests per second; `cpuUs`: CPU time of the process per request in µs; `busy`: share of
 *   one core that the process uses; `perVcpu`: requests per second of CPU time of the process and of
 *   PostgreSQL; `walBytes`, `writeCalls`: per request, of the database
 */

/** Random, because Keyturn rejects secrets that appear in documentation. */
const SECRET = randomBytes(48).toString('base64url');

/**
 * Starts a server on all cores, because Keyturn counts them at the start: it hashes at most as many
 * passwords at once as there are cores.
 *
 * @param {string[]} args
 * @param {string} databaseUrl
 * @param {Cores | undefined} cores
 * @param {ChildProcess} generator
 * @param {Record<string, string>} [variables]
 * @param {PostgresMeter} [meter] of the server of the database, unless it is SQLite
 * @returns {Promise<Server>}
 */
async function startServer(args, databaseUrl, cores, generator, variables = {}, meter) {
  const server = startNode(cores?.all, args, {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: SECRET,
    PORT: '0',
    ...variables,
  });
  const origin = await originOf(server);
  const work = contestant(
    server,
    ({ request, clients, stored }, seconds) =>
      query(generator, { origin, request, clients, seconds, stored, secret: SECRET }),
    meter,
  );
  return { ...work, origin, process: server };
}

/** The pool of threads that hashes has four, unless this variable sets another number. */
const HASH_ON_ALL_CORES = { UV_THREADPOOL_SIZE: String(cpus().length) };

/** @typedef {(url: string, cores: Cores | undefined, generator: ChildProcess, variables?: Record<string, string>, meter?: PostgresMeter) => Promise<Server>} StartServer */

/** Requests are counted, but those of the generator, which has one address, stay below the limits. */
const HIGH_LIMITS = {
  LOGIN_THROTTLE_PER_SESSION: '1000000/1m',
  LOGIN_THROTTLE_TOKEN_REQUESTS: '1000000/1m',
};

/** @type {StartServer} */
export const startKeyturn = (...rest) => startService([pathOf('../dist/main.js')], ...rest);

/**
 * Starts the service with `inspected.mjs`.
 *
 * @param {string} file `../dist/main.js`, or the service before it was bundled, `../build/main.js`
 * @returns {StartServer}
 */
export const startInspected =
  (file) =>
  (...rest) =>
    startService(['--import', pathOf('inspected.mjs'), pathOf(file)], ...rest);

/** @type {(args: string[], ...rest: Parameters<StartServer>) => Promise<Server>} */
const startService = (args, url, cores, generator, variables, meter) => {
  const limits = variables?.['LOGIN_THROTTLE'] === 'off' ? {} : HIGH_LIMITS;
  return startServer([...args, 'serve'], url, cores, generator, { ...limits, ...variables }, meter);
};

/** @type {StartServer} */
export const startPlain = (url, cores, generator, variables, meter) =>
  startBare([], url, cores, generator, variables, meter);

/** @type {StartServer} */
export const startBatching = (url, cores, generator, variables, meter) =>
  startBare(['--batch'], url, cores, generator, variables, meter);

/** @type {(args: string[], ...rest: Parameters<StartServer>) => Promise<Server>} */
const startBare = (args, url, cores, generator, variables, meter) =>
  startServer(
    [pathOf('bare-server.mjs'), ...args],
    url,
    cores,
    generator,
    { ...HASH_ON_ALL_CORES, ...variables },
    meter,
  );

/** @param {Cores | undefined} cores */
export function startArgon2Alone(cores) {
  const process = startNode(cores?.all, [pathOf('argon2-alone.mjs')], HASH_ON_ALL_CORES);
  return contestant(process, (_case, seconds) => query(process, { seconds }));
}

/**
 * @param {ChildProcess} process with its children, if it has workers
 * @param {(one: Case, seconds: number) => Promise<Sample>} work
 * @param {PostgresMeter} [meter]
 * @returns {Contestant}
 */
export function contestant(process, work, meter) {
  const pid = process.pid ?? NaN;
  const read = async () => ({ own: usageOf(familyOf(pid)), database: await meter?.read() });
  return {
    async measure(one, seconds) {
      const before = await read();
      const sample = await work(one, seconds);
      const after = await read();
      const own = usedBetween(before.own, after.own);
      if (before.database === undefined || after.database === undefined)
        return figuresOf(sample, own, onSqlite(own, sample.requests));
      return figuresOf(sample, own, usedOf(before.database, after.database));
    },
    pin: (cores) => pin(pid, cores),
    stop: () => stop(process),
  };
}

/**
 * Returns the writes of SQLite, which is a part of the server. The server also writes a response for
 * each request.
 *
 * @param {import('./usage.mjs').Usage} own
 * @param {number} responses
 */
const onSqlite = ({ writeCalls, writtenBytes }, responses) => ({
  cpuSeconds: 0,
  walBytes: writtenBytes,
  writeCalls: writeCalls - responses,
});

/**
 * @param {Sample} sample
 * @param {import('./usage.mjs').Usage} own
 * @param {{ cpuSeconds: number, walBytes: number, writeCalls: number }} database
 * @returns {Figures}
 */
function figuresOf({ requests, seconds, p50, p99, errors }, { cpuSeconds }, database) {
  return {
    requests,
    rate: requests / seconds,
    p50,
    p99,
    cpuUs: (cpuSeconds / requests) * 1e6,
    busy: cpuSeconds / seconds,
    perVcpu: requests / (cpuSeconds + database.cpuSeconds),
    walBytes: database.walBytes / requests,
    writeCalls: database.writeCalls / requests,
    errors,
  };
}
