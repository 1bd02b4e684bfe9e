/** Chance, the same in every run (Park and Miller's generator). */
export class SeededRandom {
  private lot = 20_261_122;

  /** @returns one of 0 to `count` - 1 */
  draw(count: number): number {
    this.lot = (this.lot * 48_271) % 2_147_483_647;
    return this.lot % Math.max(1, count);
  }
}
