import type { DataSource } from 'typeorm';
import type { ThrottleTable } from '../domain/throttle/throttle-table.js';
import { prefixedName } from './migration-table.js';

export const LOGIN_THROTTLE_TABLE = 'keyturn_login_throttle';

/** Returns the table with the schema and prefix of the data source. It has no entity. */
export const loginThrottleTable = (dataSource: DataSource): ThrottleTable => ({
  name: prefixedName({ dataSource }, LOGIN_THROTTLE_TABLE),
  schema: dataSource.driver.schema,
});
