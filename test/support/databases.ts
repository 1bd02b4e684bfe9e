import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** An empty database for one test. */
export interface TestDatabase {
  /** For DATABASE_URL. */
  url: string;
  drop(): Promise<void>;
}

export type DatabaseKind = 'sqlite' | 'postgres';

/** The databases on which tests run: `describe.each(DATABASES)`. */
export const DATABASES: readonly DatabaseKind[] =
  process.env['TEST_PG'] === 'off' ? ['sqlite'] : ['sqlite', 'postgres'];

export function createDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'sqlite' ? Promise.resolve(createSqlite()) : createPostgres();
}

/** @param encoding a PostgreSQL encoding, such as LATIN1 */
export const createPostgresIn = (encoding: string): Promise<TestDatabase> =>
  createPostgres(`ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);

function createSqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-sqlite-'));
  const drop = () => Promise.resolve(rmSync(folder, { recursive: true, force: true }));
  return { url: `sqlite:${join(folder, 'keyturn.sqlite')}`, drop };
}

async function createPostgres(options = ''): Promise<TestDatabase> {
  const name = `keyturn_${randomBytes(8).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} ${options}`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client(adminUrl());
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function adminUrl(): string {
  const url = process.env['TEST_PG_URL'];
  if (url === undefined)
    throw new Error('TEST_PG_URL is not set. The global set-up of Jest sets it.');
  return url;
}
