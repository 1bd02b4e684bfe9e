import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN } from '../../test/support/run-binary.js';
import { runProgram } from '../../test/support/run-program.js';
import type { FaultDatabase } from './fault-database.js';

/** A SQLite file in a temporary folder. */
export class SqliteDatabase implements FaultDatabase {
  readonly name = 'SQLite';
  private readonly folder: string;
  readonly file: string;

  /** @param parent the parent of the folder */
  constructor(parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, 'keyturn-sqlite-'));
    this.file = join(this.folder, 'keyturn.sqlite');
  }

  get url(): string {
    return `sqlite:${this.file}`;
  }

  async backUp(): Promise<void> {
    rmSync(this.copy, { force: true });
    await runProgram(MAIN, ['backup', this.copy], this.folder, { DATABASE_URL: this.url });
  }

  /** Restores as described in docs/database.md. */
  restore(): Promise<void> {
    for (const end of ['', '-wal', '-shm']) rmSync(this.file + end, { force: true });
    return Promise.resolve(copyFileSync(this.copy, this.file));
  }

  drop(): Promise<void> {
    return Promise.resolve(rmSync(this.folder, { recursive: true, force: true }));
  }

  private get copy(): string {
    return `${this.file}.backup`;
  }
}
