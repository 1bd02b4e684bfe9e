/** A database of one trial, which a test can harm. */
export interface FaultDatabase {
  readonly name: string;
  /** For DATABASE_URL. */
  readonly url: string;
  /** While clients are at work. */
  backUp(): Promise<void>;
  /** While no server runs. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}
