import type { Parsed } from '../configuration/parsed.js';
import { parsePostgresUrl } from './postgres-url.js';
import { parseSqlitePath } from './sqlite-path.js';

export { IN_MEMORY } from './sqlite-path.js';

/** The location of the database. */
export type DatabaseLocation =
  /** `path` is a file, or `:memory:`. */
  { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string };

const DATABASE_URL_RULE =
  'must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME, ' +
  'with %25, %2F, %3F, %23, %40 and %20 for %, /, ?, #, @ and a space in the password';

/** Reads a DATABASE_URL: `sqlite:PATH`, `sqlite::memory:` or `postgres://…`. */
export function readDatabaseUrl(url: string): Parsed<DatabaseLocation> {
  if (url.startsWith('sqlite:')) {
    const path = parseSqlitePath(url.slice('sqlite:'.length));
    return 'problem' in path ? path : { value: { kind: 'sqlite', path: path.value } };
  }
  const postgres = parsePostgresUrl(url) ?? { problem: DATABASE_URL_RULE };
  return 'problem' in postgres ? postgres : { value: { kind: 'postgres', url: postgres.value } };
}

/** @returns undefined where {@link readDatabaseUrl} finds a problem */
export function parseDatabaseUrl(url: string): DatabaseLocation | undefined {
  const parsed = readDatabaseUrl(url);
  return 'value' in parsed ? parsed.value : undefined;
}

/** @returns the location without its password */
export function describeLocation(location: DatabaseLocation): string {
  if (location.kind === 'sqlite') return location.path;
  const url = new URL(location.url);
  url.password = '';
  url.search = '';
  return url.href;
}
