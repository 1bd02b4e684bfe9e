import type { DataSource } from 'typeorm';
import type { ThrottleTable } from '../domain/throttle/throttle-table.js';

export const LOGIN_THROTTLE_TABLE = 'keyturn_login_throttle';

/** Returns the table with the schema and prefix of the data source. It has no entity. */
export function loginThrottleTable({
  driver,
  options: { entityPrefix },
  namingStrategy,
}: DataSource): ThrottleTable {
  const name = entityPrefix
    ? namingStrategy.prefixTableName(entityPrefix, LOGIN_THROTTLE_TABLE)
    : LOGIN_THROTTLE_TABLE;
  return { name, schema: driver.schema };
}
