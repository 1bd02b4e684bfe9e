import type { Login, RevocationReason } from '../domain/login.js';

/** A row as either driver hands it over: PostgreSQL's bigints are texts. */
interface LoginRow {
  id: string;
  user_id: string;
  token_version: number;
  generation: number;
  rotated_at: string | number;
  expires_at: string | number;
  login_expires_at: string | number;
  consumed: string;
  revoked_at: string | number | null;
  revoked_reason: RevocationReason | null;
  created_at: string | number;
  ip: string | null;
  user_agent: string | null;
}

/** Every column that {@link toLogin} reads. */
export const LOGIN_COLUMNS =
  'id, user_id, token_version, generation, rotated_at, expires_at, login_expires_at, consumed, ' +
  'revoked_at, revoked_reason, created_at, ip, user_agent';

export function toLogin(row: unknown): Login {
  const r = row as LoginRow;
  return {
    id: r.id,
    userId: r.user_id,
    tokenVersion: r.token_version,
    generation: r.generation,
    rotatedAt: Number(r.rotated_at),
    expiresAt: Number(r.expires_at),
    loginExpiresAt: Number(r.login_expires_at),
    consumed: r.consumed,
    revokedAt: r.revoked_at === null ? null : Number(r.revoked_at),
    revokedReason: r.revoked_reason,
    createdAt: Number(r.created_at),
    ip: r.ip,
    userAgent: r.user_agent,
  };
}
