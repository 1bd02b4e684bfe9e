import type { Claims } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';

/** Whom a request was taken for. */
export interface Caller {
  id: string;
  username: string;
  sid: string | null;
  claims: Claims;
}

/** What a door answers. */
export interface Outcome {
  /** `accepted`, or the sentence that the wire has for it. */
  ruling: string;
  /** Whom a bearer was taken for, as far as it can be seen from where it was asked. */
  caller?: Partial<Caller> | undefined;
  /** What a refresh gave. */
  pair?: Tokens | undefined;
}

/** A way to the doors. */
export interface Way {
  /** What is seen of a caller by this way. */
  readonly sees: readonly (keyof Caller)[];
  /** What becomes known of who came by it, and stays in the row of the session. */
  readonly leaves: Readonly<{ ip: string | null; user_agent: string | null }>;
}
