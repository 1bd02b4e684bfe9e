import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { PostgresServer } from '../../test/support/postgres.mjs';

/** Files of the running server, which are copied last or not at all. */
const EXCLUDED = ['pg_wal', 'postmaster.pid', 'postmaster.opts'];

/**
 * A physical copy of a running PostgreSQL, made with the low-level base backup API of its manual. The
 * binaries of npm contain no pg_basebackup.
 */
export class BaseBackup {
  private readonly home = mkdtempSync(join(tmpdir(), 'keyturn-base-'));
  private readonly data = join(this.home, 'data');

  private constructor() {
    chmodSync(this.home, 0o755);
  }

  static async of(server: PostgresServer): Promise<BaseBackup> {
    const backup = new BaseBackup();
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(`SELECT pg_backup_start('keyturn', true)`);
    await backup.copyFrom(server.data, (name) => !EXCLUDED.includes(name));
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT * FROM pg_backup_stop(false)',
    );
    await backup.copyFrom(server.data, (name) => name === 'pg_wal');
    backup.write('backup_label', rows[0]!.labelfile);
    await client.end();
    return backup;
  }

  /** Adds a file to the copy. */
  write(name: string, text: string): void {
    const path = join(this.data, name);
    writeFileSync(path, text, { mode: 0o600 });
    const { uid, gid } = statSync(this.data);
    chownSync(path, uid, gid);
  }

  /** Replaces the data directory of a stopped server with the copy. */
  async copyTo(data: string): Promise<void> {
    rmSync(data, { recursive: true, force: true });
    await copy(this.data, data);
  }

  drop(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private async copyFrom(data: string, isIncluded: (name: string) => boolean): Promise<void> {
    if (!existsSync(this.data)) makeFolderLike(data, this.data);
    const names = readdirSync(data).filter(isIncluded);
    await Promise.all(names.map((name) => copy(join(data, name), join(this.data, name))));
  }
}

/**
 * Copies with owners and modes, which PostgreSQL checks. A file may be deleted during the copy: a
 * server that starts from the copy does not need it.
 */
async function copy(from: string, to: string): Promise<void> {
  try {
    await promisify(execFile)('cp', ['-pR', from, to], { env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    const others = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith(MISSING_FILE));
    if (others.length > 0) throw error;
  }
}

const MISSING_FILE = 'No such file or directory';

function makeFolderLike(model: string, folder: string): void {
  const { uid, gid, mode } = statSync(model);
  mkdirSync(folder);
  chmodSync(folder, mode);
  chownSync(folder, uid, gid);
}
