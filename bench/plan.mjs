/**
 * The measured cases, their duration and their targets.
 *
 * @typedef {'logIn' | 'refresh' | 'refreshStored' | 'me'} Request that a client repeats
 *   `refresh`: of the session of the client; `refreshStored`: of a random one that is stored
 * @typedef {{ must: number, aim?: number }} Target
 *   minimum ratio of the rate of Keyturn to that of the baseline. The run fails below `must`. `aim` is
 *   for information.
 * @typedef {Readonly<Record<string, Target>>} Targets by the name of the database
 * @typedef {{ name: string, request: Request, clients: number, stored?: number, targets?: Targets, cpuLimits?: Readonly<Record<string, number>> }} Case
 *   `stored`: the number of stored sessions. A case without targets is for information. `cpuLimits`: minimum ratio of the CPU time of the plain
 *   server to that of Keyturn, by the name of the database. The gate measures the cases that have it.
 * @typedef {{ rounds: number, seconds: number, warmUpSeconds: number, warmUpRequests?: number }} Pace
 *   The warm-up is repeated until there were `warmUpRequests`.
 */

/** Maximum number of clients in a case, each with its own user. */
export const USERS = 64;

/**
 * The limits of `npm run bench -- --gate`. They are what Keyturn reaches, minus a margin, so that a
 * change that costs CPU time fails. Raise them after an improvement. Each case is measured on one
 * database, which is enough to find such a change.
 */
const CPU_LIMITS = {
  refresh: { PostgreSQL: 0.6 },
  guarded: { SQLite: 0.45 },
};

/** @type {(must: number, aim: number) => Targets} */
const onBoth = (must, aim) => ({ SQLite: { must, aim }, PostgreSQL: { must, aim } });

/**
 * Cases against the plain server and the batching one. Each server has one core.
 *
 * @type {readonly Case[]}
 */
export const REFRESHES = [
  {
    name: 'refresh, 64 clients',
    request: 'refresh',
    clients: 64,
    // The plain server commits each refresh alone, which costs most on SQLite.
    targets: { SQLite: { must: 2, aim: 4 }, PostgreSQL: { must: 1.2, aim: 1.5 } },
    cpuLimits: CPU_LIMITS.refresh,
  },
  { name: 'refresh, 16 clients', request: 'refresh', clients: 16 },
  { name: 'refresh, 4 clients', request: 'refresh', clients: 4 },
  // The last, because a single client sends too few requests to warm up the code.
  { name: 'refresh, 1 client', request: 'refresh', clients: 1, targets: onBoth(0.8, 0.95) },
];

/**
 * The case against the plain server.
 *
 * @type {Case}
 */
export const GUARDED = {
  name: 'guarded, 64 clients',
  request: 'me',
  clients: 64,
  targets: onBoth(1, 1.2),
  cpuLimits: CPU_LIMITS.guarded,
};

/**
 * Cases against other products, which run on PostgreSQL only. Each server has one core.
 *
 * @type {readonly Case[]}
 */
export const PEER_REFRESHES = [
  {
    name: 'refresh, 64 clients',
    request: 'refresh',
    clients: 64,
    targets: { PostgreSQL: { must: 20, aim: 40 } },
  },
  { name: 'refresh, 1 client', request: 'refresh', clients: 1 },
];

/**
 * @param {string} database
 * @returns {Case[]} the cases of the gate
 */
export const gatedOn = (database) =>
  [...REFRESHES, GUARDED].filter(({ cpuLimits }) => cpuLimits?.[database] !== undefined);

/**
 * The case against the plain server, which hashes on all cores, as Keyturn does, and against argon2id
 * alone. Sixteen clients keep the cores busy.
 *
 * @type {Case}
 */
export const LOG_IN = {
  name: 'log-in, 16 clients',
  request: 'logIn',
  clients: 16,
  targets: onBoth(0.9, 1),
};

/**
 * Returns many short rounds instead of few long ones. A disturbance then affects one round, and the
 * median ignores it.
 *
 * @param {readonly string[]} args
 * @returns {Pace}
 */
export function paceOf(args) {
  if (args.includes('--smoke')) return { rounds: 1, seconds: 0.1, warmUpSeconds: 0.1 };
  if (args.includes('--gate'))
    return { rounds: 7, seconds: 0.25, warmUpSeconds: 0.8, warmUpRequests: 4_000 };
  return args.includes('--quick')
    ? { rounds: 5, seconds: 0.4, warmUpSeconds: 0.5 }
    : { rounds: 15, seconds: 0.6, warmUpSeconds: 1.5, warmUpRequests: 6_000 };
}

/**
 * Returns longer rounds than those of `paceOf`: a response of a peer to 64 clients can take a second.
 *
 * @param {readonly string[]} args
 * @returns {Pace}
 */
export function peersPaceOf(args) {
  if (args.includes('--smoke')) return paceOf(args);
  return args.includes('--quick')
    ? { rounds: 5, seconds: 1, warmUpSeconds: 1.5, warmUpRequests: 3_000 }
    : { rounds: 11, seconds: 1.5, warmUpSeconds: 1.5, warmUpRequests: 6_000 };
}
