/**
 * The measured cases, their duration and their targets.
 *
 * @typedef {'logIn' | 'refresh' | 'me'} Request that a client repeats
 * @typedef {{ name: string, request: Request, clients: number, target?: number }} Case
 *   `target`: minimum ratio of the rate of Keyturn to that of the baseline. A case without a target is
 *   for information.
 * @typedef {{ rounds: number, seconds: number, warmUpSeconds: number }} Pace
 */

/** Maximum number of clients in a case, each with its own user. */
export const USERS = 64;

/**
 * Cases against the bare server. Each server has one core.
 *
 * @type {readonly Case[]}
 */
export const REQUESTS = [
  { name: 'refresh, 1 client', request: 'refresh', clients: 1 },
  { name: 'refresh, 16 clients', request: 'refresh', clients: 16 },
  { name: 'refresh, 64 clients', request: 'refresh', clients: 64, target: 0.6 },
  { name: 'guarded, 64 clients', request: 'me', clients: 64, target: 0.6 },
];

/**
 * The case against argon2id alone. Both have all cores, and run as many hashes at once as there are
 * cores, minus one. Sixteen clients keep the cores busy.
 *
 * @type {Case}
 */
export const LOG_IN = {
  name: 'log-in, 16 clients',
  request: 'logIn',
  clients: 16,
  target: 0.9,
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
  return args.includes('--quick')
    ? { rounds: 5, seconds: 0.4, warmUpSeconds: 0.5 }
    : { rounds: 15, seconds: 0.6, warmUpSeconds: 1.5 };
}
