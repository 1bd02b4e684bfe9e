import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { prefixedName } from '../migration-table.js';

const TABLE = 'keyturn_user';
const COLUMN = 'rehashed_from';

/** Adds the digest of the password hash that an upgrade has replaced, `keyturn_user.rehashed_from`. */
export class AddRehashedFrom1764400000004 implements MigrationInterface {
  /** Adds the column. */
  async up(queryRunner: QueryRunner): Promise<void> {
    const column = new TableColumn({
      name: COLUMN,
      type: 'varchar',
      length: '64',
      isNullable: true,
    });
    await queryRunner.addColumn(prefixedName(queryRunner, TABLE), column);
  }

  /** Drops the column. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn(prefixedName(queryRunner, TABLE), COLUMN);
  }
}
