/** The table of the counters, which a migration creates. */
export interface ThrottleTable {
  /** Without quotes; with the prefix of the data source. */
  readonly name: string;
  /** Undefined: the search path of the connection. */
  readonly schema: string | undefined;
}
