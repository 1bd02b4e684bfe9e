import { ConfigurationError } from '../configuration/configuration-error.js';
import type { DatabaseLocation } from './database-url.js';

/** Packages with the major version that Keyturn supports; npm would install the newest. */
const TO_INSTALL = { 'better-sqlite3': 'better-sqlite3@12', pg: 'pg@8' } as const;

type Driver = keyof typeof TO_INSTALL;

/** Requires the driver of a database. @throws {ConfigurationError} when it is not installed */
export async function requireDriver({ kind }: DatabaseLocation): Promise<void> {
  await (kind === 'sqlite' ? sqliteDriver() : postgresDriver());
}

/** @throws {ConfigurationError} when it is not installed */
export const sqliteDriver = () =>
  installed('better-sqlite3', 'SQLite', () => import('better-sqlite3'));

/** @throws {ConfigurationError} when it is not installed */
export const postgresDriver = () => installed('pg', 'PostgreSQL', () => import('pg'));

/** Drivers are optional: an operator needs one of them, an application that imports the module none. */
async function installed<T>(
  driver: Driver,
  database: string,
  load: () => Promise<{ default: T }>,
): Promise<T> {
  try {
    return (await load()).default;
  } catch (cause) {
    if (!isAbsence(cause, driver)) throw cause;
    throw new ConfigurationError([
      `${database} needs the package ${driver}, which is not installed. ` +
        `Run: npm install ${TO_INSTALL[driver]}`,
    ]);
  }
}

/** Checks whether the package itself is missing, and not one of its dependencies. */
function isAbsence(error: unknown, driver: Driver): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`package '${driver}'`);
}
