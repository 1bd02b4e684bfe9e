import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/** The clock of the servers, which a test sets through shifted-clock.mjs. Does not need libfaketime. */
export class SettableClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-clock-'));
  private readonly path = join(this.folder, 'offset');
  private readonly file = openSync(this.path, 'w');
  private offsetMs = 0;

  constructor() {
    this.set(0);
  }

  /** Environment variables of a server that uses it. */
  get variables(): Record<string, string> {
    return { TEST_CLOCK: this.path };
  }

  readonly nodeOptions = ['--import', PRELOAD] as const;

  /** The time of this clock, in epoch milliseconds. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Sets the clock forward, or back when negative. */
  jump(seconds: number): void {
    this.set(this.offsetMs + seconds * 1000);
  }

  drop(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Always writes the same number of bytes at once, so that no reader sees half of it. */
  private set(offsetMs: number): void {
    this.offsetMs = offsetMs;
    writeSync(this.file, String(offsetMs).padStart(16), 0);
  }
}
