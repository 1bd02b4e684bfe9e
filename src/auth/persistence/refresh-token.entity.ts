import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COLUMN_LENGTHS } from '../domain/column-lengths.js';
import { CONSUMED_LENGTH } from '../domain/consumption.js';
import { type RevocationReason, type Session } from '../domain/session.js';
import { epochMs } from './epoch-ms.js';

/**
 * The current refresh token of one session. The table has one row per session, not per token:
 * rotation updates the row and inserts nothing. Only columns that never change are indexed.
 */
@Entity('keyturn_refresh_token')
@Index('keyturn_refresh_token_user_id_id', ['userId', 'id'])
export class RefreshToken implements Session {
  @PrimaryColumn({ type: 'varchar', length: COLUMN_LENGTHS.uuid })
  id!: string;

  @Column({ name: 'user_id', type: 'varchar', length: COLUMN_LENGTHS.userId })
  userId!: string;

  @Column({ name: 'token_version', type: 'integer' })
  tokenVersion!: number;

  @Column({ type: 'integer', default: 0 })
  generation!: number;

  @Column({ name: 'rotated_at', type: 'bigint', transformer: epochMs })
  rotatedAt!: number;

  @Column({ name: 'expires_at', type: 'bigint', transformer: epochMs })
  expiresAt!: number;

  @Index('keyturn_refresh_token_session_expires_at')
  @Column({ name: 'session_expires_at', type: 'bigint', transformer: epochMs })
  sessionExpiresAt!: number;

  @Column({ type: 'varchar', length: CONSUMED_LENGTH, default: '' })
  consumed!: string;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMs })
  revokedAt!: number | null;

  @Column({ name: 'revoked_reason', type: 'varchar', length: 16, nullable: true })
  revokedReason!: RevocationReason | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMs })
  createdAt!: number;

  @Column({ type: 'varchar', length: COLUMN_LENGTHS.ip, nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'varchar', length: COLUMN_LENGTHS.userAgent, nullable: true })
  userAgent!: string | null;
}
