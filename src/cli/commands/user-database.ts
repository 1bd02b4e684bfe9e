import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import type { UserServiceSettings } from '../../service/bootstrap/compose-user-service.js';
import type { CommandIo } from '../io/command-io.js';

/** The database, and the settings of the variables. */
export interface UserDatabase {
  dataSource: DataSource;
  events: AuthEvents;
  settings: UserServiceSettings & { rules: LoginRules };
}

/**
 * Opens the database and closes it afterwards. Imports late to keep `--help` fast.
 *
 * @param existence `existing`: an SQLite file must exist; `creatable`: it is created, because the first
 *   user may be created before the first start
 */
export async function withUserDatabase<T>(
  io: CommandIo,
  existence: 'existing' | 'creatable',
  work: (database: UserDatabase) => Promise<T>,
): Promise<T> {
  const environment = await import('../../service/configuration/environment.js');
  const { requireExisting, requirePersistent } =
    await import('../../service/database/existing-database.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const { applyLoginRules } = await import('../../auth/persistence/apply-login-rules.js');
  const { withAuditedEvents } = await import('./with-audited-events.js');
  const location = environment.readDatabaseLocation(io.env);
  const settings = {
    rules: environment.readLoginRules(io.env),
    parameters: environment.readPasswordHash(io.env),
    passwordMinLength: environment.readPasswordMinLength(io.env),
  };
  const audit = environment.readAudit(io.env);
  (existence === 'existing' ? requireExisting : requirePersistent)(location);
  const dataSource = await openDatabase(location);
  const run = async () => {
    // Conflicts stop only the service: these commands solve them.
    await applyLoginRules(dataSource, settings.rules);
    return withAuditedEvents(io, dataSource, audit, (events) =>
      work({ dataSource, events, settings }),
    );
  };
  return run().finally(() => dataSource.destroy());
}
