import { BETTER_AUTH } from './better-auth.mjs';
import { OIDC_PROVIDER } from './oidc-provider.mjs';
import { SIMPLE_JWT } from './simplejwt.mjs';

/** @type {readonly import('./peer.mjs').Peer[]} */
const PEERS = [SIMPLE_JWT, BETTER_AUTH, OIDC_PROVIDER];

/**
 * Finds the peers that can run on this machine, and reports the others.
 *
 * @param {(line: string) => unknown} report
 */
export const availablePeers = (report, peers = PEERS) =>
  peers.filter(({ name, findProblem }) => {
    const problem = findProblem();
    if (problem !== undefined) report(`Skipped ${name}: ${problem}`);
    return problem === undefined;
  });
