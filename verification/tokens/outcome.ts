import type { Claims } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';

/** The user that a request was authenticated as. */
export interface Caller {
  id: string;
  username: string;
  sid: string | null;
  claims: Claims;
}

/** The response of an endpoint. */
export interface Outcome {
  /** `accepted`, or the error message of the HTTP contract. */
  message: string;
  /** The authenticated user, with the properties that the transport returns. */
  caller?: Partial<Caller> | undefined;
  /** The pair of a refresh. */
  pair?: Tokens | undefined;
}

/** A way to call the endpoints. */
export interface Transport {
  /** The properties of the authenticated user that this transport returns. */
  readonly callerFields: readonly (keyof Caller)[];
  /** The properties of the client that are stored in the row of the session. */
  readonly storedClient: Readonly<{ ip: string | null; user_agent: string | null }>;
}
