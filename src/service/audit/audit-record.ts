import { COLUMN_LENGTHS } from '../../auth/domain/column-lengths.js';
import { type AuthEvent, EVENT_TYPES, severityOf } from '../../auth/domain/auth-events.js';
import { requestIdOf } from '../../auth/domain/request-id.js';
import { type ClientInfo } from '../../auth/domain/session.js';
import { shorten, toStorable } from '../../auth/domain/text.js';

/** A row of the audit log. */
export interface AuditRecord {
  /** A UUIDv7. */
  id: string;
  /** Epoch milliseconds. */
  time: number;
  type: string;
  severity: string;
  userId: string | null;
  sid: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  /** The other members of the event, as JSON. */
  details: string;
}

/**
 * The audit log leaves out the event of every refresh, which would be nearly all of its rows. A
 * session has the time of its last refresh.
 */
const LEFT_OUT: AuthEvent['type'] = 'authn_token_created';

/** The names of the events in the audit log. */
export const AUDITED_TYPES: readonly string[] = EVENT_TYPES.filter((type) => type !== LEFT_OUT);

/** Checks whether the audit log contains an event. */
export const isAudited = ({ type }: AuthEvent): boolean => type !== LEFT_OUT;

/** The process that writes an event. */
export type AuditSource = 'service' | 'command_line';

/** Returns the row of an event. */
export function auditRecordOf(
  event: AuthEvent,
  { id, time, source }: { id: string; time: number; source: AuditSource },
): AuditRecord {
  const { type, ...members } = event;
  const { userId, sid, client, presenter, ...details } = members as Members;
  const origin = presenter ?? client ?? null;
  return {
    id,
    time,
    type,
    severity: severityOf(event),
    userId: storable(userId, COLUMN_LENGTHS.userId),
    sid: storable(sid, COLUMN_LENGTHS.uuid),
    ip: storable(origin?.ip, COLUMN_LENGTHS.ip),
    userAgent: storable(origin?.userAgent, COLUMN_LENGTHS.userAgent),
    requestId: storable(requestIdOf(origin), COLUMN_LENGTHS.requestId),
    details: JSON.stringify(source === 'service' ? details : { ...details, actor: source }),
  };
}

/** The members that have a column. */
interface Members {
  userId?: string | null;
  sid?: string | null;
  client?: ClientInfo | null;
  presenter?: ClientInfo;
}

/** Makes a text fit its column: one event that the database rejects must not stop the others. */
const storable = (text: string | null | undefined, maxLength: number): string | null =>
  text === null || text === undefined ? null : shorten(toStorable(text), maxLength);
