/** The outcome of a refresh. */
export interface Outcome {
  /** 0 when the connection ended without a response. */
  status: number;
  /** The new refresh token, if any. */
  refresh: string | undefined;
}

/** A running service that rotates refresh tokens. */
export interface Peer {
  /** The product, version, relevant configuration, database and number of processes. */
  readonly name: string;
  /** Whether it reads the idempotency key. The others ignore it. */
  readonly readsKeys: boolean;
  /** The configured interval in which it accepts a consumed token. 0: none. */
  readonly reuseIntervalMs: number;

  /** @returns the first refresh token of a new session */
  logIn(): Promise<string>;
  /** @param key the value of `Idempotency-Key` */
  refresh(token: string, key: string): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Starts the server of one row of the tables. */
export type StartPeer = () => Promise<Peer>;
