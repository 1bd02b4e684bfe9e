import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import type { UserServiceSettings } from '../../service/bootstrap/compose-user-service.js';
import type { CommandIo } from '../io/command-io.js';
import { type Existence, withDatabase } from './with-database.js';

/** The database, and the settings of the variables. */
export interface UserDatabase {
  dataSource: DataSource;
  events: AuthEvents;
  settings: UserServiceSettings & { rules: LoginRules };
}

/** Opens the database of users and closes it afterwards. Imports late to keep `--help` fast. */
export async function withUserDatabase<T>(
  io: CommandIo,
  existence: Existence,
  work: (database: UserDatabase) => Promise<T>,
): Promise<T> {
  const environment = await import('../../service/configuration/environment.js');
  const { applyLoginRules } = await import('../../auth/persistence/apply-login-rules.js');
  const { withAuditedEvents } = await import('./with-audited-events.js');
  const settings = {
    rules: environment.readLoginRules(io.env),
    parameters: environment.readPasswordHash(io.env),
    passwordMinLength: environment.readPasswordMinLength(io.env),
  };
  const audit = environment.readAudit(io.env);
  return withDatabase(io, existence, async (dataSource) => {
    // Conflicts stop only the service: these commands solve them.
    await applyLoginRules(dataSource, settings.rules);
    return withAuditedEvents(io, dataSource, audit, (events) =>
      work({ dataSource, events, settings }),
    );
  });
}
