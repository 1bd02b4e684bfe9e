import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';

export const LATER_MIGRATION = 'AddColumnOfTomorrow2000000000000';

/** Records a migration of a later version in a migrated database. */
export async function addLaterMigration(url: string): Promise<void> {
  const dataSource = await connect(parseDatabaseUrl(url)!);
  const row = `(timestamp, name) VALUES (2000000000000, '${LATER_MIGRATION}')`;
  await dataSource.query(`INSERT INTO keyturn_migration ${row}`);
  await dataSource.destroy();
}
