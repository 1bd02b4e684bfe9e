import type { EventSelection } from './event-selection.js';

/** The audit log. Times are in milliseconds. */
export interface AuditSettings {
  /** How long events are kept. 0: no events are stored, and all stored ones are pruned. */
  retentionMs: number;
  /** The events that the webhook receives; undefined without a webhook. */
  webhookSelection: EventSelection | undefined;
}

/** Without an audit log, for tests. */
export const NO_AUDIT: AuditSettings = { retentionMs: 0, webhookSelection: undefined };
