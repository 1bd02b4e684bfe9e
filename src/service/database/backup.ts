import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs'; // prettier-ignore
import { dirname, resolve } from 'node:path';
import { platform } from 'node:process';
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
    requireFree(file);
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

/** Before the work. Whether it still is free when the copy is whole is decided by the link. */
function requireFree(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) throw taken(file);
}

const taken = (file: string): BackupRefusedError =>
  new BackupRefusedError(`${file} cannot be made: there is something already.`);

/**
 * Copied aside, and linked when it is whole and on the disk: whatever stops it, nothing ever has the
 * backup's name that is less than a backup.
 */
async function copy(source: Database, file: string): Promise<number> {
  const draft = `${file}.${randomBytes(8).toString('hex')}.part`;
  claim(draft, file);
  try {
    // One read transaction: writers go on beside it.
    source.prepare('VACUUM INTO ?').run(draft);
    await check(draft);
    flush(draft, 'r+');
    publish(draft, file);
    // Windows has no folders that can be flushed.
    if (platform !== 'win32') flush(dirname(file), 'r');
    return statSync(file).size;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Made before anything is written to it, so that nobody else may ever read it. */
function claim(draft: string, file: string): void {
  try {
    closeSync(openSync(draft, 'wx', 0o600));
  } catch (cause) {
    throw new BackupRefusedError(`${file} cannot be made: ${(cause as Error).message}.`, { cause });
  }
}

/** A link replaces nothing that is there. Where the file system has none, a new name must do. */
function publish(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(file);
    requireFree(file);
    renameSync(draft, file);
  }
}

async function check(file: string): Promise<void> {
  const Sqlite = await sqliteDriver();
  const made = new Sqlite(file, { readonly: true });
  const verdict = made.pragma('quick_check', { simple: true });
  made.close();
  if (verdict !== 'ok') throw new BackupRefusedError(`The copy is broken: ${String(verdict)}`);
}

/** SQLite leaves the copy, and we its name, to the system, which may lose both with the power. */
function flush(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  fsyncSync(descriptor);
  closeSync(descriptor);
}
