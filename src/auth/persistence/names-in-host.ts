import type { QueryRunner } from 'typeorm';

/** What TypeORM calls the table of an entity of this name: its `entityPrefix` stands before it. */
export function prefixedIn({ dataSource }: QueryRunner, table: string): string {
  const { entityPrefix } = dataSource.options;
  return entityPrefix ? dataSource.namingStrategy.prefixTableName(entityPrefix, table) : table;
}

/** Where the table is, for SQL of our own: in the `schema` of the data source, if it names one. */
export function pathIn(queryRunner: QueryRunner, table: string): string {
  const { driver } = queryRunner.dataSource;
  const path = [driver.schema, prefixedIn(queryRunner, table)].filter((part) => part !== undefined);
  return path.map((part) => driver.escape(part)).join('.');
}
