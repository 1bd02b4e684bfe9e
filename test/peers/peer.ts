/** What came back to a refresh token. */
export interface Outcome {
  /** 0 when the connection ended without an answer. */
  status: number;
  /** The new refresh token, when one was handed out. */
  refresh: string | undefined;
}

/** A running service that hands out a new refresh token for each one that is consumed. */
export interface Peer {
  /** What runs: its version, the configuration that matters, its database, how many processes. */
  readonly name: string;
  /** Whether it knows by the key who sent a token; what others do with the key is to ignore it. */
  readonly readsKeys: boolean;
  /** For how long it was told to answer a consumed token as if nothing were; 0: not at all. */
  readonly reuseIntervalMs: number;

  /** @returns the first refresh token of a new session */
  logIn(): Promise<string>;
  /** @param key an Idempotency-Key */
  refresh(token: string, key: string): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Starts what one line of the tables is about. */
export type StartPeer = () => Promise<Peer>;
