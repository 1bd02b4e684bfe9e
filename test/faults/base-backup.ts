import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { PostgresServer } from '../support/postgres.mjs';

/** Copied last, or not at all: it belongs to the server that runs. */
const LEFT_OUT = ['pg_wal', 'postmaster.pid', 'postmaster.opts'];

/**
 * A physical copy of a PostgreSQL that is at work: what pg_basebackup makes, by the commands that
 * the manual gives for it (low-level base backup). npm's binaries have no pg_basebackup.
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
    await backup.copyFrom(server.data, (name) => !LEFT_OUT.includes(name));
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT * FROM pg_backup_stop(false)',
    );
    await backup.copyFrom(server.data, (name) => name === 'pg_wal');
    backup.write('backup_label', rows[0]!.labelfile);
    await client.end();
    return backup;
  }

  /** A file of its own, for whoever starts on the copy. */
  write(name: string, text: string): void {
    const path = join(this.data, name);
    writeFileSync(path, text, { mode: 0o600 });
    const { uid, gid } = statSync(this.data);
    chownSync(path, uid, gid);
  }

  /** The data of a server that does not run is what it was. */
  async copyTo(data: string): Promise<void> {
    rmSync(data, { recursive: true, force: true });
    await copy(this.data, data);
  }

  drop(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private async copyFrom(data: string, isWanted: (name: string) => boolean): Promise<void> {
    if (!existsSync(this.data)) makeFolderLike(data, this.data);
    const names = readdirSync(data).filter(isWanted);
    await Promise.all(names.map((name) => copy(join(data, name), join(this.data, name))));
  }
}

/**
 * With owners and modes: PostgreSQL refuses others. A file that goes while it is copied is one of
 * those that a server which starts on the copy does without.
 */
async function copy(from: string, to: string): Promise<void> {
  try {
    await promisify(execFile)('cp', ['-pR', from, to], { env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    const others = stderr
      .trim()
      .split('\n')
      .filter((line) => !line.endsWith(GONE));
    if (others.length > 0) throw error;
  }
}

const GONE = 'No such file or directory';

function makeFolderLike(model: string, folder: string): void {
  const { uid, gid, mode } = statSync(model);
  mkdirSync(folder);
  chmodSync(folder, mode);
  chownSync(folder, uid, gid);
}
