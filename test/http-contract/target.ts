import type { Tokens } from '../support/api-client.js';

/** Users who were deactivated or deleted after a log-in. */
export type RemovedUser = 'inactive' | 'deleted';

/** A server under test: Keyturn or the reference. Both have the same users. The ID of alice is 1. */
export interface Target {
  readonly url: string;
  /** The HS256 key. */
  readonly secret: string;
  /** Epoch seconds, by its clock. */
  readonly now: number;
  /** Returns the tokens of a new session of alice. */
  logIn(): Promise<Tokens>;
  /** Returns the tokens of a user who was deactivated or deleted after the log-in. */
  tokensOf(user: RemovedUser): Promise<Tokens>;
}
