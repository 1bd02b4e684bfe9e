/** The same choices in every run with the same seed: when the faults come, and to whom. */
export class Chance {
  constructor(private state: number) {}

  /** Mulberry32. @returns at least 0, less than 1 */
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

/** `FAULTS_SEED` has other moments chosen; it is printed with the figures. */
export const seed = Number(process.env['FAULTS_SEED'] ?? 20_261_122);
