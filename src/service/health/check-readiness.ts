/** The state of an instance. */
export interface Findings {
  isStopping: boolean;
  /** The database responds within the time limit of the probe, and accepts writes. */
  isDatabaseAvailable: boolean;
  /** Ignored while the database is unavailable. */
  isSchemaCurrent: boolean;
  hasSigningKey: boolean;
}

/** Stable name of a reason why an instance must not receive requests. */
export type FailedCheck = 'shutdown' | 'database' | 'schema' | 'signing_key';

/**
 * Checks whether an instance may receive requests.
 *
 * @returns the failed checks, without those that are a consequence of another; empty when ready
 */
export function checkReadiness(findings: Findings): FailedCheck[] {
  const { isStopping, isDatabaseAvailable, isSchemaCurrent, hasSigningKey } = findings;
  if (isStopping) return ['shutdown'];
  const failed: FailedCheck[] = [];
  if (!isDatabaseAvailable) failed.push('database');
  else if (!isSchemaCurrent) failed.push('schema');
  if (!hasSigningKey) failed.push('signing_key');
  return failed;
}
