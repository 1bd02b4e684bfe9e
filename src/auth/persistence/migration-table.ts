import type { QueryRunner } from 'typeorm';

/** Returns the name of a table with the `entityPrefix` of the data source. */
export function prefixedName(
  { dataSource }: Pick<QueryRunner, 'dataSource'>,
  table: string,
): string {
  const { entityPrefix } = dataSource.options;
  return entityPrefix ? dataSource.namingStrategy.prefixTableName(entityPrefix, table) : table;
}

/**
 * Returns the escaped name of a table for SQL, with the `schema` of the data source if it has one.
 */
export function escapedPath(queryRunner: QueryRunner, table: string): string {
  const { driver } = queryRunner.dataSource;
  const parts = [driver.schema, prefixedName(queryRunner, table)];
  const path = parts.filter((part) => part !== undefined);
  return path.map((part) => driver.escape(part)).join('.');
}
