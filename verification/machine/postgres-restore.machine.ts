import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { startPostgres, SYSTEM_BINARIES } from '../../test/support/postgres.mjs';
import { describeRestored, type Restorable } from '../../test/support/restored.js';

/** @param script a command of docs/database.md */
const run = (script: string, cwd: string) =>
  void execFileSync('sh', ['-c', script], {
    cwd,
    stdio: 'pipe',
    env: { ...process.env, PGSERVICEFILE: join(cwd, 'pg_service.conf') },
  });

const documented = (command: string): string =>
  new RegExp(`^.*\\b${command} .*$`, 'm').exec(readFileSync('docs/database.md', 'utf8'))![0];

function serviceFile(url: string): string {
  const { hostname, port, username, password, pathname } = new URL(url);
  const lines = { host: hostname, port, user: username, password, dbname: pathname.slice(1) };
  const given = Object.entries(lines).filter(([, value]) => value !== '');
  return `[keyturn]\n${given.map(([name, value]) => `${name}=${value}\n`).join('')}`;
}

/** The server has the version of pg_dump, which cannot read newer servers. */
async function postgres(): Promise<Restorable> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-dump-'));
  const server = await startPostgres(undefined, {}, SYSTEM_BINARIES);
  const { url } = server;
  writeFileSync(join(folder, 'pg_service.conf'), serviceFile(url), { mode: 0o600 });
  return {
    url,
    backUp: () => {
      run(documented('pg_dump'), folder);
      expect(statSync(join(folder, 'keyturn.dump')).mode & 0o077).toBe(0);
      return Promise.resolve();
    },
    restore: () => run(documented('pg_restore'), folder),
    drop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describeRestored('postgres', postgres);
