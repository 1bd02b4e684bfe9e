import type { Tokens } from '../support/service.js';

/** Users whom a session outlived. */
export type LostUser = 'inactive' | 'gone';

/** A server that is asked: ours or the reference. It knows the same users, alice with the id 1. */
export interface Target {
  readonly url: string;
  /** The HS256 key. */
  readonly secret: string;
  /** Epoch seconds, by its clock. */
  readonly now: number;
  /** A session of alice that nobody else uses. */
  logIn(): Promise<Tokens>;
  /** Tokens of a user who has been deactivated or deleted since. */
  tokensOf(user: LostUser): Promise<Tokens>;
}
