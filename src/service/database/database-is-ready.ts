import type { DataSource } from 'typeorm';
import { Statement } from '../../auth/persistence/statement.js';
import { isBehind, judgeMigrations, namesOf } from './schema.js';

const READY_WITHIN_MS = 1_000;

const APPLIED = new Statement('SELECT name FROM keyturn_migration');

/**
 * Whether the database answers within a second and has the tables that this version needs. Tables
 * that are ahead do: each version leaves tables that the one before it can work on.
 */
export async function databaseIsReady(dataSource: DataSource): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, READY_WITHIN_MS, false);
  });
  const ready = hasTables(dataSource).catch(() => false);
  return Promise.race([ready, tooLate]).finally(() => clearTimeout(timer));
}

async function hasTables(dataSource: DataSource): Promise<boolean> {
  const applied = (await APPLIED.execute(dataSource, {})) as { name: string }[];
  const names = applied.map(({ name }) => name);
  return !isBehind(judgeMigrations(namesOf(dataSource), names));
}
