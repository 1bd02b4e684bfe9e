import type { DatabaseLocation } from '../database/database-url.js';
import type { Reading } from './reading.js';
import { SERVICE } from './variables.js';

/**
 * Returns the problem of several processes on SQLite: it has one writer, and each process would count
 * failed log-ins for itself. `auto` is rejected on one core too, so that a check on another machine
 * has the same result.
 */
export function workersProblems(readings: readonly Reading[]): string[] {
  const find = (name: string) => readings.find(({ variable }) => variable.name === name);
  const workers = find(SERVICE.workers.name);
  const database = find(SERVICE.database.name)?.value as DatabaseLocation | undefined;
  if (workers?.value === undefined || workers.text === '1') return [];
  if (database?.kind !== 'sqlite') return [];
  return [
    'WORKERS must be 1 with SQLite, where several processes refresh more slowly than one. Remove ' +
      'WORKERS, or set DATABASE_URL to a PostgreSQL database.',
  ];
}
