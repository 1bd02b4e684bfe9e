import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { prefixedName } from '../migration-table.js';

const TABLE = 'keyturn_user';
const COLUMN = 'login_unlocked_at';

/** Adds the time at which an operator unlocked a user, `keyturn_user.login_unlocked_at`. */
export class AddLoginUnlockedAt1764400000003 implements MigrationInterface {
  /** Adds the column. */
  async up(queryRunner: QueryRunner): Promise<void> {
    const column = new TableColumn({ name: COLUMN, type: 'bigint', isNullable: true });
    await queryRunner.addColumn(prefixedName(queryRunner, TABLE), column);
  }

  /** Drops the column. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn(prefixedName(queryRunner, TABLE), COLUMN);
  }
}
