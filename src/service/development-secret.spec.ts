import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkSecret } from '../auth/domain/secret.js';
import { ConfigurationError } from './configuration-error.js';
import type { DatabaseLocation } from './database/database-url.js';
import { developmentSecret } from './development-secret.js';

describe('the secret of a service in development', () => {
  let folder: string;
  let database: DatabaseLocation;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-secret-'));
    database = { kind: 'sqlite', path: join(folder, 'data', 'mine.sqlite') };
    file = join(folder, 'data', 'mine.sqlite.secret');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is a strong one, another for every database', () => {
    const other = { kind: 'sqlite', path: join(folder, 'data', 'other.sqlite') } as const;
    expect(checkSecret(developmentSecret(database))).toBe('strong');
    expect(developmentSecret(other)).not.toBe(developmentSecret(database));
  });

  it('is kept beside the database, with nothing else', () => {
    const secret = developmentSecret(database);
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`);
    expect(readdirSync(join(folder, 'data'))).toEqual(['mine.sqlite.secret']);
    expect(developmentSecret(database)).toBe(secret);
  });

  it('is for its owner alone, and so is the folder that is made for it', () => {
    developmentSecret(database);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it('is for its owner alone, whatever a process that was killed left behind', () => {
    database = { kind: 'sqlite', path: join(folder, 'mine.sqlite') };
    writeFileSync(join(folder, `mine.sqlite.secret.${process.pid}`), '', { mode: 0o644 });
    developmentSecret(database);
    expect(statSync(join(folder, 'mine.sqlite.secret')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['is a folder', () => mkdirSync(file, { recursive: true }), 'EISDIR'],
    [
      'is to be in a folder that is a file',
      () => writeFileSync(join(folder, 'data'), ''),
      'EEXIST',
    ],
  ])('is a mistake in the configuration where its file %s', (_, arrange, code) => {
    arrange();
    const problem = `${file} can be neither read nor made (${code}). Let this user do so, or set JWT_SECRET.`;
    expect(() => developmentSecret(database)).toThrow(new ConfigurationError([problem]));
  });

  it('of a database in memory is kept nowhere', () => {
    const inMemory = { kind: 'sqlite', path: ':memory:' } as const;
    expect(checkSecret(developmentSecret(inMemory))).toBe('strong');
    expect(developmentSecret(inMemory)).not.toBe(developmentSecret(inMemory));
  });

  it.each([
    ['nothing', ''],
    ['something short', 'short\n'],
    ['bytes that are no text', Buffer.alloc(48, 0xff)],
    ['something predictable', '00000000-0000-0000-0000-000000000000'],
    ['something well-known', 'your-256-bit-secret-your-256-bit\n'],
  ])(
    'is refused when its file holds %s, with what to do and without what it holds',
    (_, content) => {
      developmentSecret(database);
      writeFileSync(file, content);
      const expected = `${file} holds no good secret. Delete it: a new one is made.`;
      expect(() => developmentSecret(database)).toThrow(new ConfigurationError([expected]));
      expect(readFileSync(file)).toEqual(Buffer.from(content));
    },
  );

  it('is one and the same for processes that start at the same moment', async () => {
    const processes = Array.from({ length: 6 }, () => askInAnotherProcess(database));
    await Promise.all(processes.map(({ stderr }) => once(stderr!, 'data')));
    processes.forEach(({ stdin }) => stdin?.end());
    const responses = await Promise.all(processes.map(({ stdout }) => text(stdout!)));
    expect(responses).toEqual(responses.map(() => developmentSecret(database)));
    expect(readdirSync(join(folder, 'data'))).toEqual(['mine.sqlite.secret']);
  });
});

/** A process that says when it is ready, and makes the secret when its standard input ends. */
function askInAnotherProcess(database: DatabaseLocation): ChildProcess {
  const built = new URL('../../build/service/development-secret.js', import.meta.url).href;
  const script = `
    import { readFileSync } from 'node:fs';
    import { developmentSecret } from '${built}';
    process.stderr.write('ready');
    readFileSync(0);
    process.stdout.write(developmentSecret(${JSON.stringify(database)}));`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script]);
}
