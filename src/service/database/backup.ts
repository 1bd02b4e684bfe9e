import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { sqliteDriver } from './driver.js';
import { NOT_IN_MEMORY } from './existing-database.js';

/** There is nothing to back up here, or no place for it. The message says what to do. */
class BackupRefusedError extends Error {
  override readonly name = 'BackupRefusedError';
}

/**
 * Copies an SQLite database, while others write to it, as it is at one moment.
 *
 * @param file where there is nothing yet; it is for its owner alone: it holds password hashes
 * @returns its size in bytes
 * @throws {BackupRefusedError}
 */
export async function backUp(location: DatabaseLocation, file: string): Promise<number> {
  const source = await open(location);
  try {
    claim(file);
    return await copy(source, resolve(file));
  } finally {
    source.close();
  }
}

async function open(location: DatabaseLocation): Promise<Database> {
  if (location.kind === 'postgres') {
    throw new BackupRefusedError('A PostgreSQL is backed up by its own means: pg_dump.');
  }
  if (location.path === IN_MEMORY) {
    throw new BackupRefusedError(NOT_IN_MEMORY);
  }
  const Sqlite = await sqliteDriver();
  try {
    return new Sqlite(location.path, { fileMustExist: true });
  } catch (cause) {
    const { message } = cause as Error;
    throw new BackupRefusedError(`${location.path} cannot be read: ${message}`, { cause });
  }
}

/** Made before anything is written to it, so that nobody else may ever read it. */
function claim(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'there is something already' : message;
    throw new BackupRefusedError(`${file} cannot be made: ${reason}.`, { cause });
  }
}

/** One read transaction: writers go on beside it. What fails half-way leaves nothing. */
async function copy(source: Database, file: string): Promise<number> {
  try {
    source.prepare('VACUUM INTO ?').run(file);
    await check(file);
    flush(file);
    return statSync(file).size;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

async function check(file: string): Promise<void> {
  const Sqlite = await sqliteDriver();
  const made = new Sqlite(file, { readonly: true });
  const verdict = made.pragma('quick_check', { simple: true });
  made.close();
  if (verdict !== 'ok') throw new BackupRefusedError(`The copy is broken: ${String(verdict)}`);
}

/** SQLite leaves the copy to the system, which may lose it with the power. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
