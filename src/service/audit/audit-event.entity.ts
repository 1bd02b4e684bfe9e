import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COLUMN_LENGTHS } from '../../auth/domain/column-lengths.js';
import { epochMs } from '../../auth/persistence/epoch-ms.js';

/** A row of the audit log. Only statements write it. */
@Entity('keyturn_audit_event')
@Index('keyturn_audit_event_user_id_id', ['userId', 'id'])
@Index('keyturn_audit_event_type_id', ['type', 'id'])
export class AuditEventEntity {
  /** A UUIDv7, so the order of the IDs is that of the events. */
  @PrimaryColumn({ type: 'varchar', length: COLUMN_LENGTHS.uuid })
  id!: string;

  @Column({ type: 'bigint', transformer: epochMs })
  time!: number;

  @Column({ type: 'varchar', length: 64 })
  type!: string;

  @Column({ type: 'varchar', length: 16 })
  severity!: string;

  @Column({ name: 'user_id', type: 'varchar', length: COLUMN_LENGTHS.userId, nullable: true })
  userId!: string | null;

  @Column({ type: 'varchar', length: COLUMN_LENGTHS.uuid, nullable: true })
  sid!: string | null;

  @Column({ type: 'varchar', length: COLUMN_LENGTHS.ip, nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'varchar', length: COLUMN_LENGTHS.userAgent, nullable: true })
  userAgent!: string | null;

  @Column({ name: 'request_id', type: 'varchar', length: COLUMN_LENGTHS.requestId, nullable: true })
  requestId!: string | null;

  /** The other members of the event, as JSON. */
  @Column({ type: 'text' })
  details!: string;
}
