import { newKey } from './actor.js';
import type { Outcome, Peer } from './peer.js';

const REQUESTS = 50;

/** The senders of the requests: one client with one key, or different clients with a key each. */
export type Senders = 'one client' | 'different clients';

export interface RaceResult {
  /** The number of different new refresh tokens. */
  successors: number;
  /** The number of these that were accepted by a later refresh. */
  active: number;
  /** The numbers of responses of each kind, of 50. */
  served: number;
  rejected: number;
  failed: number;
}

/** Sends one refresh token 50 times at once. */
export async function race(peer: Peer, senders: Senders): Promise<RaceResult> {
  const token = await peer.logIn();
  const shared = newKey();
  const keyOf = () => (senders === 'one client' ? shared : newKey());
  const sent = Array.from({ length: REQUESTS }, () => peer.refresh(token, keyOf()));
  const outcomes = await Promise.all(sent);
  const successors = successorsOf(outcomes);
  return {
    successors: successors.length,
    active: await countActive(peer, successors),
    ...counters(outcomes),
  };
}

function successorsOf(outcomes: readonly Outcome[]): string[] {
  const tokens = outcomes.map(({ refresh }) => refresh).filter((token) => token !== undefined);
  return [...new Set(tokens)];
}

/** Presents each token once, one after the other. */
async function countActive(peer: Peer, tokens: readonly string[]): Promise<number> {
  let active = 0;
  for (const token of tokens)
    if ((await peer.refresh(token, newKey())).refresh !== undefined) active++;
  return active;
}

function counters(outcomes: readonly Outcome[]) {
  const served = outcomes.filter(({ refresh }) => refresh !== undefined).length;
  const rejected = outcomes.filter(({ status }) => status >= 400 && status < 500).length;
  return { served, rejected, failed: outcomes.length - served - rejected };
}
