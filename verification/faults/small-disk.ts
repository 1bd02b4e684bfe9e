import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** A small file system in memory, which a test can fill. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @throws {Error} when mounting is not possible. It requires root on Linux. */
  static mount(mib: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder]);
    } catch (cause) {
      rmSync(folder, { recursive: true });
      throw new Error('A full disk requires mounting a file system, as root on Linux.', { cause });
    }
    // PostgreSQL does not run as root.
    chmodSync(folder, 0o777);
    return new SmallDisk(folder);
  }

  /** Fills the file system to the last byte. */
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

  /** Unmounts the file system, which must not be in use. */
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
