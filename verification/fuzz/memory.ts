import { readFileSync } from 'node:fs';

const MIB = 1024;

/**
 * The maximum growth of resident memory after the warm-up. A leak of 330 bytes per request adds up to
 * 32 MiB. Smaller changes are normal: garbage, caches, and buffers of the allocator for hashes of
 * 19 MiB.
 */
export const MAX_GROWTH_MIB = 32;

/** Samples the memory of another process. */
export class MemoryRecord {
  private readonly samples: number[] = [];

  constructor(private readonly pid: number) {}

  /** @returns the current resident memory, in MiB */
  sample(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const mib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / MIB;
    this.samples.push(mib);
    return mib;
  }

  /** Returns MiB at the start, in the second tenth, when caches are warm, and in the last tenth. */
  summary(): { start: number; warm: number; end: number } {
    const tenth = Math.ceil(this.samples.length / 10);
    return {
      start: this.samples[0] ?? NaN,
      warm: mean(this.samples.slice(tenth, 2 * tenth)),
      end: mean(this.samples.slice(-tenth)),
    };
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
