/** Pseudorandom numbers, the same for the same seed (Park and Miller's generator). */
export class SeededRandom {
  private state: number;

  constructor(value: number) {
    this.state = value % MODULUS || 1;
  }

  /** @returns an integer from 0 to `count` - 1 */
  below(count: number): number {
    return this.draw() % Math.max(1, count);
  }

  between(low: number, high: number): number {
    return low + this.fraction() * (high - low);
  }

  oneOf<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  isTrue(probability: number): boolean {
    return this.fraction() < probability;
  }

  private fraction(): number {
    return this.draw() / MODULUS;
  }

  private draw(): number {
    this.state = (this.state * 48_271) % MODULUS;
    return this.state;
  }
}

const MODULUS = 2_147_483_647;
