/**
 * What is measured, for how long, and what must come out.
 *
 * @typedef {'logIn' | 'refresh' | 'me'} Request what a client asks, again and again
 * @typedef {{ name: string, request: Request, clients: number, target?: number }} Case
 *   `target`: the least ratio of our rate to the baseline's; without one the case is for information
 * @typedef {{ rounds: number, seconds: number, warmUpSeconds: number }} Pace
 */

/**
 * As many users as the busiest case has clients: each has its own.
 */
export const USERS = 64;

/**
 * Against the bare server, each on one core.
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
 * Against argon2id alone, each with the whole machine: as many hashes are made at once as there are
 * cores, less one. Sixteen clients keep them always busy.
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
 * Many short rounds rather than few long ones: a disturbance then spoils one, and the median drops it.
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
