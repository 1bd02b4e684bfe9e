import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { COLUMN_LENGTHS } from '../../domain/column-lengths.js';
import { caselessKeyOf } from '../../domain/username.js';
import { escapedPath, prefixedName } from '../migration-table.js';

const TABLE = 'keyturn_user';

/** Each column with its type, in the order in which it is added. */
const COLUMNS = [
  ['username_key', 'varchar(255)'],
  ['username_is_unique', 'boolean'],
  ['email_key', 'varchar(255)'],
  ['email_is_unique', 'boolean'],
] as const;

/** Null is never equal to null, so an index restricts only rows whose second column is true. */
const INDICES = [
  { name: `${TABLE}_username_key`, columnNames: ['username_key', 'username_is_unique'] },
  { name: `${TABLE}_email_key`, columnNames: ['email_key', 'email_is_unique'] },
];

/** Rows that are read at once. */
const BATCH_SIZE = 1000;

/**
 * Adds the keys by which names and email addresses are compared without case. All columns are
 * nullable, so that instances of the previous version can still create users.
 */
export class AddUserKeys1764400000001 implements MigrationInterface {
  /** Adds the columns, fills them, and creates the indexes. */
  async up(queryRunner: QueryRunner): Promise<void> {
    const table = escapedPath(queryRunner, TABLE);
    for (const [name, type] of COLUMNS) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
    }
    await fillAsciiKeys(queryRunner, table);
    await fillOtherKeys(queryRunner, table);
    for (const index of INDICES) {
      const options = new TableIndex({ ...index, isUnique: true });
      await queryRunner.createIndex(prefixedName(queryRunner, TABLE), options);
    }
  }

  /** Drops the indexes and the columns. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { name } of INDICES) {
      await queryRunner.dropIndex(prefixedName(queryRunner, TABLE), name);
    }
    for (const [name] of COLUMNS) {
      const table = escapedPath(queryRunner, TABLE);
      await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
    }
  }
}

/**
 * Most names are ASCII, for which one statement of the database has the same result. A longer text has
 * a digest as its key.
 */
async function fillAsciiKeys(queryRunner: QueryRunner, table: string): Promise<void> {
  // Another collation of PostgreSQL may have other lower cases, such as the dotless i.
  const isPostgres = queryRunner.dataSource.options.type === 'postgres';
  const lower = (column: string) => `lower(${column}${isPostgres ? ' COLLATE "C"' : ''})`;
  const isAscii = (column: string) =>
    `octet_length(${column}) = length(${column}) AND length(${column}) <= ${COLUMN_LENGTHS.loginKey}`;
  await queryRunner.query(
    `UPDATE ${table} SET username_key = ${lower('username')}, email_key = ${lower('email')}
      WHERE ${isAscii('username')} AND (email IS NULL OR ${isAscii('email')})`,
  );
}

async function fillOtherKeys(queryRunner: QueryRunner, table: string): Promise<void> {
  const { driver } = queryRunner.dataSource;
  const at = (index: number) => driver.createParameter('value', index);
  const select = `SELECT id, username, email FROM ${table}
    WHERE username_key IS NULL AND id > ${at(0)} ORDER BY id LIMIT ${BATCH_SIZE}`;
  const update = `UPDATE ${table} SET username_key = ${at(0)}, email_key = ${at(1)}
    WHERE id = ${at(2)}`;
  type Row = { id: string; username: string; email: string | null };
  let rows: Row[];
  let after = '';
  do {
    rows = (await queryRunner.query(select, [after])) as Row[];
    for (const { id, username, email } of rows) {
      const emailKey = email === null ? null : caselessKeyOf(email);
      await queryRunner.query(update, [caselessKeyOf(username), emailKey, id]);
    }
    after = rows.at(-1)?.id ?? '';
  } while (rows.length === BATCH_SIZE);
}
