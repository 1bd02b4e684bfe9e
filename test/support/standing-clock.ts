import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('read-clock-file.mjs', import.meta.url));

/** The clock of another process. It stands still until the test sets it. */
export class StandingClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-clock-'));
  private readonly path = join(this.folder, 'now');
  private readonly file = openSync(this.path, 'w');

  /** Node arguments for the process with this clock. */
  readonly nodeOptions: readonly string[] = ['--import', PRELOAD];

  /** Environment variables for that process. */
  readonly variables: Readonly<Record<string, string>> = { TEST_TIME: this.path };

  /**
   * Always writes 16 bytes, so that a reader never gets a part of the number.
   *
   * @param now epoch milliseconds
   */
  set(now: number): void {
    writeSync(this.file, String(now).padStart(16), 0);
  }

  drop(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
