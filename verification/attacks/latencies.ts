/** The times of requests, in milliseconds. */
export class Latencies {
  private readonly values: number[] = [];

  add(ms: number): void {
    this.values.push(ms);
  }

  get count(): number {
    return this.values.length;
  }

  /** @param share such as 0.99 @returns NaN without values */
  quantile(share: number): number {
    const sorted = [...this.values].sort((one, other) => one - other);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  }
}
