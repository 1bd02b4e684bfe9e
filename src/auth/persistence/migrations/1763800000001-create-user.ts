import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { prefixedName } from '../migration-table.js';

const TABLE = 'keyturn_user';

/** Creates the table of users, `keyturn_user`. */
export class CreateUser1763800000001 implements MigrationInterface {
  /** Creates the table and its indexes. */
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: prefixedName(queryRunner, TABLE),
        columns: [
          { name: 'id', type: 'varchar', length: '255', isPrimary: true },
          { name: 'username', type: 'varchar', length: '255' },
          { name: 'email', type: 'varchar', length: '320', isNullable: true },
          { name: 'password_hash', type: 'varchar', length: '255' },
          { name: 'is_active', type: 'boolean' },
          { name: 'token_version', type: 'integer' },
          { name: 'created_at', type: 'bigint' },
          { name: 'last_login_at', type: 'bigint', isNullable: true },
          { name: 'password_changed_at', type: 'bigint' },
        ],
        indices: [{ name: `${TABLE}_username`, columnNames: ['username'], isUnique: true }],
      }),
    );
  }

  /** Drops the table with all its rows. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(prefixedName(queryRunner, TABLE));
  }
}
