import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { prefixedName } from '../../../auth/persistence/migration-table.js';

const EVENTS = 'keyturn_audit_event';
const DELIVERIES = 'keyturn_webhook_delivery';

/** Creates the tables of the audit log and of the webhook. */
export class CreateAuditEvent1764400000010 implements MigrationInterface {
  /** Creates the tables and their indexes. */
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: prefixedName(queryRunner, EVENTS),
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'time', type: 'bigint' },
          { name: 'type', type: 'varchar', length: '64' },
          { name: 'severity', type: 'varchar', length: '16' },
          { name: 'user_id', type: 'varchar', length: '255', isNullable: true },
          { name: 'sid', type: 'varchar', length: '36', isNullable: true },
          { name: 'ip', type: 'varchar', length: '45', isNullable: true },
          { name: 'user_agent', type: 'varchar', length: '255', isNullable: true },
          { name: 'request_id', type: 'varchar', length: '64', isNullable: true },
          { name: 'details', type: 'text' },
        ],
        indices: [
          { name: `${EVENTS}_user_id_id`, columnNames: ['user_id', 'id'] },
          { name: `${EVENTS}_type_id`, columnNames: ['type', 'id'] },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        name: prefixedName(queryRunner, DELIVERIES),
        columns: [{ name: 'event_id', type: 'varchar', length: '36', isPrimary: true }],
      }),
    );
  }

  /** Drops the tables with all their rows. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(prefixedName(queryRunner, DELIVERIES));
    await queryRunner.dropTable(prefixedName(queryRunner, EVENTS));
  }
}
