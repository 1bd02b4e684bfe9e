import { newKey } from './actor.js';
import type { Outcome, Peer } from './peer.js';

const REQUESTS = 50;

/** Whose requests they are: one client that sends the same again, or somebody else each time. */
export type Senders = 'one client' | 'strangers';

export interface RaceResult {
  /** Different new refresh tokens that were handed out. */
  successors: number;
  /** How many of these were good for another refresh when all was over. */
  living: number;
  /** Of the 50 answers. */
  served: number;
  refused: number;
  failed: number;
}

/** One refresh token, 50 times at once. */
export async function race(peer: Peer, senders: Senders): Promise<RaceResult> {
  const token = await peer.logIn();
  const shared = newKey();
  const keyOf = () => (senders === 'one client' ? shared : newKey());
  const sent = Array.from({ length: REQUESTS }, () => peer.refresh(token, keyOf()));
  const outcomes = await Promise.all(sent);
  const successors = successorsOf(outcomes);
  return {
    successors: successors.length,
    living: await countLiving(peer, successors),
    ...counters(outcomes),
  };
}

function successorsOf(outcomes: readonly Outcome[]): string[] {
  const tokens = outcomes.map(({ refresh }) => refresh).filter((token) => token !== undefined);
  return [...new Set(tokens)];
}

/** Presents each once, one after the other: none of them was consumed before. */
async function countLiving(peer: Peer, tokens: readonly string[]): Promise<number> {
  let living = 0;
  for (const token of tokens)
    if ((await peer.refresh(token, newKey())).refresh !== undefined) living++;
  return living;
}

function counters(outcomes: readonly Outcome[]) {
  const served = outcomes.filter(({ refresh }) => refresh !== undefined).length;
  const refused = outcomes.filter(({ status }) => status >= 400 && status < 500).length;
  return { served, refused, failed: outcomes.length - served - refused };
}
