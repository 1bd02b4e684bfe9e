import type { DataSource } from 'typeorm';
import { describeConflict, type LoginRules } from '../../auth/domain/login-name.js';
import { applyLoginRules } from '../../auth/persistence/apply-login-rules.js';
import { commandLine } from '../bootstrap/command-line.js';
import { ConfigurationError } from '../configuration/configuration-error.js';

/** The remedy for users that one log-in could mean. */
export const SOLVE_CONFLICTS =
  'A log-in could mean either user. Change a name or an email address: ' +
  `${commandLine('user rename NAME NEW')}, ${commandLine('user set-email NAME EMAIL')}. ` +
  'Or set USERNAME_CASE and LOGIN_FIELDS as before.';

/**
 * Prepares the users for the rules of log-ins. Closes the data source if it fails.
 *
 * @throws {ConfigurationError} with the users that one log-in could mean
 */
export async function requireDistinctLogins(
  dataSource: DataSource,
  rules: LoginRules,
): Promise<void> {
  try {
    const conflicts = await applyLoginRules(dataSource, rules);
    if (conflicts.length === 0) return;
    throw new ConfigurationError([...conflicts.map(describeConflict), SOLVE_CONFLICTS]);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
