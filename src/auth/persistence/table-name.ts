import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

/** Returns the escaped name of an entity's table, with the schema and prefix of the data source. */
export function tableName(dataSource: DataSource, entity: EntityTarget<ObjectLiteral>): string {
  const path = dataSource.getMetadata(entity).tablePath;
  return path
    .split('.')
    .map((part) => dataSource.driver.escape(part))
    .join('.');
}
