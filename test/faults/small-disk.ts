import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** A file system of its own, in memory, that a test can fill. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @throws where nothing may be mounted: it takes root, on Linux */
  static mount(mib: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', folder]);
    } catch (cause) {
      rmSync(folder, { recursive: true });
      throw new Error('A full disk takes the right to mount one: root, on Linux.', { cause });
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
