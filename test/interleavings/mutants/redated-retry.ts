import type { Session } from '../../../src/auth/domain/session.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Dates what it answers a retry with by the retry: a generation then has two tokens. */
class RedatedRetry extends SteppedSessions<Rewindable> {
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    return session && { ...session, rotatedAt: session.rotatedAt + 1_000 };
  }
}

export const redatedRetry: Mutant = {
  name: 'a retry with a date of its own',
  fault: 'A retry is answered with another token of the same generation.',
  sessions: (store, statement) => new RedatedRetry(store, statement),
  caughtBy: { 'one token for each generation': 'two refreshes, a lost answer' },
};
