/** The audit log. Times are in milliseconds. */
export interface AuditSettings {
  /** How long events are kept. 0: no events are stored, and all stored ones are pruned. */
  retentionMs: number;
  /** The names of the events that the webhook receives; empty without a webhook. */
  webhookTypes: readonly string[];
}

/** Without an audit log, for tests. */
export const NO_AUDIT: AuditSettings = { retentionMs: 0, webhookTypes: [] };
