import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { escapedPath, prefixedName } from '../migration-table.js';
import { LOGIN_THROTTLE_TABLE } from '../login-throttle-table.js';

/**
 * Creates the table of the counters of log-ins, `keyturn_login_throttle`, with the columns of
 * `rate-limiter-flexible`. It is unlogged, because a log-in changes many counters, and a crash of the
 * database may set them to zero. On SQLite, the counters are in memory.
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
    const path = escapedPath(queryRunner, LOGIN_THROTTLE_TABLE);
    await queryRunner.query(`ALTER TABLE ${path} SET UNLOGGED`);
  }

  /** Drops the table with all its rows. */
  async down(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    await queryRunner.dropTable(prefixedName(queryRunner, LOGIN_THROTTLE_TABLE));
  }
}
