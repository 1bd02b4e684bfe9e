import type { DataSource } from 'typeorm';
import type { CommandIo } from '../io/command-io.js';

/**
 * `existing`: an SQLite file must exist. `creatable`: it is created, because the first user may be
 * created before the first start.
 */
export type Existence = 'existing' | 'creatable';

/** Opens the database and closes it afterwards. Imports late to keep `--help` fast. */
export async function withDatabase<T>(
  { env }: CommandIo,
  existence: Existence,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const { readDatabaseLocation } = await import('../../service/configuration/environment.js');
  const { requireExisting, requirePersistent } =
    await import('../../service/database/existing-database.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const location = readDatabaseLocation(env);
  (existence === 'existing' ? requireExisting : requirePersistent)(location);
  const dataSource = await openDatabase(location);
  return work(dataSource).finally(() => dataSource.destroy());
}
