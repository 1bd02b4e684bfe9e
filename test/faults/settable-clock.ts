import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/** The clock of servers, which a test sets: see shifted-clock.mjs. No libfaketime is needed. */
export class SettableClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-clock-'));
  private readonly path = join(this.folder, 'offset');
  private readonly file = openSync(this.path, 'w');
  private offsetMs = 0;

  constructor() {
    this.set(0);
  }

  /** What a server needs to go by it. */
  get variables(): Record<string, string> {
    return { TEST_CLOCK: this.path };
  }

  readonly nodeOptions = ['--import', PRELOAD] as const;

  /** What it says, in milliseconds. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Forwards, or backwards when it is negative. */
  jump(seconds: number): void {
    this.set(this.offsetMs + seconds * 1000);
  }

  drop(): void {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One write of always as many bytes: nobody reads half of it. */
  private set(offsetMs: number): void {
    this.offsetMs = offsetMs;
    writeSync(this.file, String(offsetMs).padStart(16), 0);
  }
}
