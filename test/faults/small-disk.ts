import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/**
 * A file system of its own, in memory, that a test can fill. Only who may mount (root, on Linux)
 * can have one; others leave a full disk out.
 */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @returns undefined where nothing may be mounted */
  static mount(mib: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-disk-'));
    const options = ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder];
    if (process.platform !== 'linux' || spawnSync('mount', options).status !== 0) {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    // PostgreSQL does not run as root.
    chmodSync(folder, 0o777);
    return new SmallDisk(folder);
  }

  /** To the last byte. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (const size of [MIB, 4096, 1]) fillBy(file, Buffer.alloc(size));
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  /** When nobody uses it any more. */
  unmount(): void {
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function fillBy(file: number, piece: Buffer): void {
  try {
    while (writeSync(file, piece) === piece.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
