import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkSecret } from '../../auth/domain/secret.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { DatabaseLocation } from '../database/database-url.js';
import { developmentSecret } from './development-secret.js';

describe('developmentSecret', () => {
  let folder: string;
  let database: DatabaseLocation;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-secret-'));
    database = { kind: 'sqlite', path: join(folder, 'data', 'mine.sqlite') };
    file = join(folder, 'data', 'mine.sqlite.secret');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('returns a strong secret that differs for every database', () => {
    const other = { kind: 'sqlite', path: join(folder, 'data', 'other.sqlite') } as const;
    expect(checkSecret(developmentSecret(database))).toBe('strong');
    expect(developmentSecret(other)).not.toBe(developmentSecret(database));
  });

  it('stores the secret next to the database, in one file', () => {
    const secret = developmentSecret(database);
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`);
    expect(readdirSync(join(folder, 'data'))).toEqual(['mine.sqlite.secret']);
    expect(developmentSecret(database)).toBe(secret);
  });

  it('creates a file and a folder that only their owner can access', () => {
    developmentSecret(database);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('creates a private file when a killed process has left a public draft', () => {
    database = { kind: 'sqlite', path: join(folder, 'mine.sqlite') };
    writeFileSync(join(folder, `mine.sqlite.secret.${process.pid}`), '', { mode: 0o644 });
    developmentSecret(database);
    expect(statSync(join(folder, 'mine.sqlite.secret')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['is a folder', () => mkdirSync(file, { recursive: true }), 'EISDIR'],
    ['is in a folder that is a file', () => writeFileSync(join(folder, 'data'), ''), 'EEXIST'],
  ])('throws a ConfigurationError when its file %s', (_, arrange, code) => {
    arrange();
    const problem = `Cannot read or create ${file} (${code}). Grant the user that runs keyturn access, or set JWT_SECRET.`;
    expect(() => developmentSecret(database)).toThrow(new ConfigurationError([problem]));
  });

  it('does not store the secret of an in-memory database', () => {
    const inMemory = { kind: 'sqlite', path: ':memory:' } as const;
    expect(checkSecret(developmentSecret(inMemory))).toBe('strong');
    expect(developmentSecret(inMemory)).not.toBe(developmentSecret(inMemory));
  });

  it.each([
    ['no secret', ''],
    ['a short secret', 'short\n'],
    ['bytes that are not UTF-8', Buffer.alloc(48, 0xff)],
    ['a predictable secret', '00000000-0000-0000-0000-000000000000'],
    ['a publicly known secret', 'your-256-bit-secret-your-256-bit\n'],
  ])('throws a ConfigurationError without the secret when the file contains %s', (_, content) => {
    developmentSecret(database);
    writeFileSync(file, content);
    const expected = `${file} contains a secret that is too short or predictable. Delete it, and the next start creates one. All users then have to log in again.`;
    expect(() => developmentSecret(database)).toThrow(new ConfigurationError([expected]));
    expect(readFileSync(file)).toEqual(Buffer.from(content));
  });

  it('returns the same secret to processes that start at the same time', async () => {
    const processes = Array.from({ length: 6 }, () => readInAnotherProcess(database));
    await Promise.all(processes.map(({ stderr }) => once(stderr!, 'data')));
    processes.forEach(({ stdin }) => stdin?.end());
    const responses = await Promise.all(processes.map(({ stdout }) => text(stdout!)));
    expect(responses).toEqual(responses.map(() => developmentSecret(database)));
    expect(readdirSync(join(folder, 'data'))).toEqual(['mine.sqlite.secret']);
  });
});

/** Starts a process that writes `ready`, and reads the secret when its standard input ends. */
function readInAnotherProcess(database: DatabaseLocation): ChildProcess {
  const built = new URL('../../../build/service/bootstrap/development-secret.js', import.meta.url)
    .href;
  const script = `
    import { readFileSync } from 'node:fs';
    import { developmentSecret } from '${built}';
    process.stderr.write('ready');
    readFileSync(0);
    process.stdout.write(developmentSecret(${JSON.stringify(database)}));`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script]);
}
