import type { Login } from '../../../src/auth/domain/login.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Dates what it answers a retry with by the retry: a generation then has two tokens. */
class RedatedRetry extends SteppedLogins<Rewindable> {
  override async find(sid: string): Promise<Login | null> {
    const login = await super.find(sid);
    return login && { ...login, rotatedAt: login.rotatedAt + 1_000 };
  }
}

export const redatedRetry: Mutant = {
  name: 'a retry with a date of its own',
  fault: 'A retry is answered with another token of the same generation.',
  logins: (store, statement) => new RedatedRetry(store, statement),
  caughtBy: { 'one token for each generation': 'two refreshes, a lost answer' },
};
