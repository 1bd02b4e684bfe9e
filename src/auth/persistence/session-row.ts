import type { Session, RevocationReason } from '../domain/session.js';

/** A row as a driver returns it. PostgreSQL's driver returns a bigint as text. */
interface SessionRow {
  id: string;
  user_id: string;
  token_version: number;
  generation: number;
  rotated_at: string | number;
  expires_at: string | number;
  session_expires_at: string | number;
  consumed: string;
  revoked_at: string | number | null;
  revoked_reason: RevocationReason | null;
  created_at: string | number;
  ip: string | null;
  user_agent: string | null;
}

/** Every column that {@link toSession} reads. */
export const SESSION_COLUMNS =
  'id, user_id, token_version, generation, rotated_at, expires_at, session_expires_at, consumed, ' +
  'revoked_at, revoked_reason, created_at, ip, user_agent';

export function toSession(row: unknown): Session {
  const r = row as SessionRow;
  return {
    id: r.id,
    userId: r.user_id,
    tokenVersion: r.token_version,
    generation: r.generation,
    rotatedAt: Number(r.rotated_at),
    expiresAt: Number(r.expires_at),
    sessionExpiresAt: Number(r.session_expires_at),
    consumed: r.consumed,
    revokedAt: r.revoked_at === null ? null : Number(r.revoked_at),
    revokedReason: r.revoked_reason,
    createdAt: Number(r.created_at),
    ip: r.ip,
    userAgent: r.user_agent,
  };
}
