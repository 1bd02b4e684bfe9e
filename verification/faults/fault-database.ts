/** The database of a trial, in which faults are injected. */
export interface FaultDatabase {
  readonly name: string;
  /** The value of DATABASE_URL. */
  readonly url: string;
  /** Makes a backup under load. */
  backUp(): Promise<void>;
  /** Restores the backup. No server may run. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}
