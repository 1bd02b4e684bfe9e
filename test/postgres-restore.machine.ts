import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, SYSTEM_BINARIES } from './support/postgres.mjs';
import { describeRestored, type Restorable } from './support/restored.js';

const run = (command: string, ...args: string[]) =>
  void execFileSync(command, args, { stdio: 'pipe' });

/** pg_dump reads no server that is newer: this one is of the same release. */
async function postgres(): Promise<Restorable> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-dump-'));
  const server = await startPostgres(undefined, {}, SYSTEM_BINARIES);
  const dump = join(folder, 'keyturn.dump');
  const { url } = server;
  const options = ['--clean', '--if-exists', '--no-owner', '--single-transaction'];
  return {
    url,
    backUp: () => Promise.resolve(run('pg_dump', '--format=custom', `--file=${dump}`, url)),
    restore: () => run('pg_restore', ...options, `--dbname=${url}`, dump),
    drop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describeRestored('postgres', postgres);
