import { ConfigurationError } from '../configuration-error.js';
import type { DatabaseLocation } from './database-url.js';

/** With the version that TypeORM and this Node work with: npm would take the newest. */
const TO_INSTALL = { 'better-sqlite3': 'better-sqlite3@12', pg: 'pg@8' } as const;

type Driver = keyof typeof TO_INSTALL;

/** Sees to it that what speaks to the database is there. @throws {ConfigurationError} */
export async function requireDriver({ kind }: DatabaseLocation): Promise<void> {
  await (kind === 'sqlite' ? sqliteDriver() : postgresDriver());
}

/** @throws {ConfigurationError} when it is not installed */
export const sqliteDriver = () =>
  installed('better-sqlite3', 'SQLite', () => import('better-sqlite3'));

/** @throws {ConfigurationError} when it is not installed */
export const postgresDriver = () => installed('pg', 'PostgreSQL', () => import('pg'));

/** Whoever runs the service chooses the database, and whoever only imports the module needs none. */
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

/** Of the package itself: one that lacks a part of its own says so better than we can. */
function isAbsence(error: unknown, driver: Driver): boolean {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`package '${driver}'`);
}
