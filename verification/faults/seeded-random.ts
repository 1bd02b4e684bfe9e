/** Pseudorandom choices of times and targets of faults, the same for the same seed (Mulberry32). */
export class SeededRandom {
  constructor(private state: number) {}

  /** @returns a number from 0 (inclusive) to 1 (exclusive) */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.next() * choices.length)]!;
  }

  isTrue(probability: number): boolean {
    return this.next() < probability;
  }
}

/** The seed, from `FAULTS_SEED`. It is printed with the results. */
export const seed = Number(process.env['FAULTS_SEED'] ?? 20_261_122);
