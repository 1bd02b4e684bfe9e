import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { escapedPath, prefixedName } from '../migration-table.js';

const TABLE = 'keyturn_refresh_token';

/** Creates the table of sessions, `keyturn_refresh_token`. */
export class CreateRefreshToken1763800000000 implements MigrationInterface {
  /** Creates the table and its indexes. */
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: prefixedName(queryRunner, TABLE),
        columns: [
          { name: 'id', type: 'varchar', length: '36', isPrimary: true },
          { name: 'user_id', type: 'varchar', length: '255' },
          { name: 'token_version', type: 'integer' },
          { name: 'generation', type: 'integer', default: 0 },
          { name: 'rotated_at', type: 'bigint' },
          { name: 'expires_at', type: 'bigint' },
          { name: 'session_expires_at', type: 'bigint' },
          { name: 'consumed', type: 'varchar', length: '400', default: "''" },
          { name: 'revoked_at', type: 'bigint', isNullable: true },
          { name: 'revoked_reason', type: 'varchar', length: '16', isNullable: true },
          { name: 'created_at', type: 'bigint' },
          { name: 'ip', type: 'varchar', length: '45', isNullable: true },
          { name: 'user_agent', type: 'varchar', length: '255', isNullable: true },
        ],
        indices: [
          { name: `${TABLE}_user_id_id`, columnNames: ['user_id', 'id'] },
          { name: `${TABLE}_session_expires_at`, columnNames: ['session_expires_at'] },
        ],
      }),
    );
    await setFillFactor(queryRunner);
  }

  /** Drops the table with all its rows. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(prefixedName(queryRunner, TABLE));
  }
}

/** Leaves space on each page for heap-only updates, because every rotation updates its row. */
async function setFillFactor(queryRunner: QueryRunner): Promise<void> {
  if (queryRunner.dataSource.options.type !== 'postgres') return;
  await queryRunner.query(`ALTER TABLE ${escapedPath(queryRunner, TABLE)} SET (fillfactor = 80)`);
}
