import { readFileSync } from 'node:fs';

const MIB = 1024;

/**
 * How much more memory a process may hold at the end than soon after its start. What leaks does so
 * with every request: 330 bytes each are 32 MiB by then. Less than that breathes by itself: the
 * heap between two collections, caches that fill, and what the allocator keeps of hashes of 19 MiB.
 */
export const MAX_GROWTH_MIB = 32;

/** The memory of another process, over time. */
export class MemoryRecord {
  private readonly samples: number[] = [];

  constructor(private readonly pid: number) {}

  /** @returns MiB that are resident now */
  sample(): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const mib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / MIB;
    this.samples.push(mib);
    return mib;
  }

  /** MiB: at the start, in the second tenth, when caches are warm, and in the last tenth. */
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
