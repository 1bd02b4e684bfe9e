import { contestant } from '../contestants.mjs';
import { query } from '../child.mjs';

/**
 * A product that is compared with Keyturn.
 *
 * @typedef {import('../contestants.mjs').Contestant} Contestant
 * @typedef {import('./protocol.mjs').Sessions} Sessions
 * @typedef {{ name: string, findProblem(): string | undefined, start(setup: Setup): Promise<PeerServer> }} Peer
 *   `findProblem`: the reason why the peer cannot run on this machine, and the packages to install
 * @typedef {{ databaseUrl: string, sessions: number, cores: import('../machine.mjs').Cores | undefined, generator: import('node:child_process').ChildProcess, meter: import('../postgres-meter.mjs').PostgresMeter }} Setup
 *   `databaseUrl`: of an empty database; `sessions`: how many the peer must create
 * @typedef {{ origin: string, sessions: Sessions }} Refreshable
 * @typedef {Contestant & Refreshable} PeerServer
 */

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} origin
 * @param {Sessions} sessions
 * @param {Setup} setup
 * @returns {PeerServer}
 */
export function peerServer(child, origin, sessions, { generator, meter }) {
  const work = contestant(
    child,
    ({ request, clients }, seconds) =>
      query(generator, { origin, request, clients, seconds, sessions }),
    meter,
  );
  return { ...work, origin, sessions };
}
