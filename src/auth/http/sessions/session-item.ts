import { isoTime } from '../../domain/iso-time.js';
import { expiryOf } from '../../domain/session.js';
import { describeDevice } from '../../sessions/device.js';
import type { ListedSession } from '../../sessions/listed-session.js';

/** A session in a response. Times are ISO 8601 in UTC. */
export interface SessionItem {
  id: string;
  created_at: string;
  refreshed_at: string;
  /** When it expires unless it is refreshed. */
  expires_at: string;
  address: string | null;
  /** The program and the device in words. */
  device: string | null;
  /** Whether the request's own token belongs to it. */
  current: boolean;
}

/** @param currentSid the session of the request; null if its token has none */
export async function toSessionItem(
  session: ListedSession,
  currentSid: string | null,
): Promise<SessionItem> {
  return {
    id: session.sid,
    created_at: isoTime(session.createdAt),
    refreshed_at: isoTime(session.refreshedAt),
    expires_at: isoTime(expiryOf(session)),
    address: session.ip,
    device: await describeDevice(session.userAgent),
    current: session.sid === currentSid,
  };
}
