/** When the service deletes expired and revoked sessions. Times are in milliseconds. */
export interface PruningSettings {
  /** Interval of pruning, ±10 %. 0 disables it. */
  intervalMs: number;
  /** How long a session is kept after it was revoked or expired. */
  keptMs: number;
}

export const NO_PRUNING: PruningSettings = { intervalMs: 0, keptMs: 0 };

/** With the retention of the audit log. */
export interface ServicePruningSettings extends PruningSettings {
  /** How long an event is kept in the audit log. */
  auditKeptMs: number;
}
