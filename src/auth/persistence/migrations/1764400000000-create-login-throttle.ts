import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { prefixedName } from '../migration-table.js';
import { LOGIN_THROTTLE_TABLE } from '../login-throttle-table.js';

/**
 * Creates the table of the counters of log-ins, `keyturn_login_throttle`, with the columns of
 * `rate-limiter-flexible`. On SQLite, the counters are in memory.
 */
export class CreateLoginThrottle1764400000000 implements MigrationInterface {
  /** Creates the table and its index, on PostgreSQL. */
  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    await queryRunner.createTable(
      new Table({
        name: prefixedName(queryRunner, LOGIN_THROTTLE_TABLE),
        columns: [
          { name: 'key', type: 'varchar', length: '255', isPrimary: true },
          { name: 'points', type: 'integer', default: 0 },
          { name: 'expire', type: 'bigint', isNullable: true },
        ],
        indices: [{ name: `${LOGIN_THROTTLE_TABLE}_expire`, columnNames: ['expire'] }],
      }),
    );
  }

  /** Drops the table with all its rows. */
  async down(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    await queryRunner.dropTable(prefixedName(queryRunner, LOGIN_THROTTLE_TABLE));
  }
}
