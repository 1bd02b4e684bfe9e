import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs'; // prettier-ignore
import { dirname, resolve } from 'node:path';
import { platform } from 'node:process';
import type { Database } from 'better-sqlite3';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { type DatabaseLocation, IN_MEMORY } from './database-url.js';
import { sqliteDriver } from './driver.js';
import { NOT_IN_MEMORY } from './existing-database.js';

/** The backup is not possible. The message contains the reason. */
class BackupRefusedError extends OperationalError {
  override readonly name = 'BackupRefusedError';
}

/**
 * Copies a consistent snapshot of an SQLite database, also while other processes write to it.
 *
 * @param file must not exist. Only its owner can read it, because it contains password hashes.
 * @returns the size of the backup in bytes
 * @throws {BackupRefusedError}
 */
export function backUp(location: DatabaseLocation, file: string): number {
  const source = open(location);
  try {
    requireFree(file);
    return copy(source, resolve(file));
  } finally {
    source.close();
  }
}

function open(location: DatabaseLocation): Database {
  if (location.kind === 'postgres') {
    throw new BackupRefusedError('This command supports SQLite only. Use pg_dump for PostgreSQL.');
  }
  if (location.path === IN_MEMORY) {
    throw new BackupRefusedError(NOT_IN_MEMORY);
  }
  const Sqlite = sqliteDriver();
  try {
    return new Sqlite(location.path, { fileMustExist: true });
  } catch (cause) {
    const { message } = cause as Error;
    throw new BackupRefusedError(`Cannot read ${location.path}: ${message}`, { cause });
  }
}

/** Fails early. Creating the link detects a file that was created in the meantime. */
function requireFree(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) throw alreadyExists(file);
}

const alreadyExists = (file: string): BackupRefusedError =>
  new BackupRefusedError(`Cannot create ${file}: it already exists.`);

/**
 * Writes to a temporary file and links it once it is complete and on the disk. After a crash, no
 * incomplete file has the name of the backup.
 */
function copy(source: Database, file: string): number {
  const draft = `${file}.${randomBytes(8).toString('hex')}.part`;
  claim(draft, file);
  try {
    // Uses one read transaction, which does not block writers.
    orRefuse('copy the database', () => source.prepare('VACUUM INTO ?').run(draft));
    orRefuse('read the copy', () => check(draft));
    flush(draft, 'r+');
    publish(draft, file);
    // Windows cannot flush folders.
    if (platform !== 'win32') flush(dirname(file), 'r');
    return statSync(file).size;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @throws {BackupRefusedError} with the message of SQLite, such as that of a full disk */
function orRefuse(action: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (cause instanceof BackupRefusedError) throw cause;
    throw new BackupRefusedError(`Cannot ${action}: ${(cause as Error).message}.`, { cause });
  }
}

/** Creates the file with its final mode before any data is written. */
function claim(draft: string, file: string): void {
  try {
    closeSync(openSync(draft, 'wx', 0o600));
  } catch (cause) {
    throw new BackupRefusedError(`Cannot create ${file}: ${(cause as Error).message}.`, { cause });
  }
}

/** A link never replaces a file. File systems without links need a rename. */
function publish(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyExists(file);
    requireFree(file);
    renameSync(draft, file);
  }
}

function check(file: string): void {
  const Sqlite = sqliteDriver();
  const made = new Sqlite(file, { readonly: true });
  const result = made.pragma('quick_check', { simple: true });
  made.close();
  if (result !== 'ok') throw new BackupRefusedError(`The copy is corrupt: ${String(result)}`);
}

/** Flushes to the disk: neither `VACUUM INTO` nor a link is durable by itself. */
function flush(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  fsyncSync(descriptor);
  closeSync(descriptor);
}
