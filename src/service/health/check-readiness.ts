/** What was found out about an instance. */
export interface Findings {
  isStopping: boolean;
  /** It answers within the time that a probe waits, and takes writes. */
  isDatabaseThere: boolean;
  /** Of no account while the database is not there. */
  isSchemaCurrent: boolean;
  hasSigningKey: boolean;
}

/** A reason for which an instance must not be sent requests, by its stable name. */
export type FailedCheck = 'shutdown' | 'database' | 'schema' | 'signing_key';

/**
 * Whether an instance may be sent requests.
 *
 * @returns what is in the way, the cause without its consequences; nothing: it is ready
 */
export function checkReadiness(findings: Findings): FailedCheck[] {
  const { isStopping, isDatabaseThere, isSchemaCurrent, hasSigningKey } = findings;
  if (isStopping) return ['shutdown'];
  const failed: FailedCheck[] = [];
  if (!isDatabaseThere) failed.push('database');
  else if (!isSchemaCurrent) failed.push('schema');
  if (!hasSigningKey) failed.push('signing_key');
  return failed;
}
