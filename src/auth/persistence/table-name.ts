import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

/** The entity's table as SQL writes it, with the host's schema and prefix if it has them. */
export function tableName(dataSource: DataSource, entity: EntityTarget<ObjectLiteral>): string {
  const path = dataSource.getMetadata(entity).tablePath;
  return path
    .split('.')
    .map((part) => dataSource.driver.escape(part))
    .join('.');
}
