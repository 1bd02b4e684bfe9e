import type { Session } from '../../../src/auth/domain/session.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Issues the pair of a retry with a new date, so that a generation has two tokens. */
class RedatedRetry extends SteppedSessions<ReplaceableStore> {
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    return session && { ...session, rotatedAt: session.rotatedAt + 1_000 };
  }
}

export const redatedRetry: Mutant = {
  name: 'a retry with a new date',
  fault: 'A retry returns another token of the same generation.',
  sessions: (store, statement) => new RedatedRetry(store, statement),
  caughtBy: { 'one token per generation': 'two refreshes, a lost response' },
};
