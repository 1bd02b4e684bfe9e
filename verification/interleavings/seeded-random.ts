/** Pseudorandom numbers, the same in every run (Park and Miller's generator). */
export class SeededRandom {
  private state = 20_261_122;

  /** @returns an integer from 0 to `count` - 1 */
  next(count: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % Math.max(1, count);
  }
}
