import { addressRangeOf } from './address-range.js';

/** The numbers of events in one minute. */
export interface AllowanceLimits {
  /** For each address. IPv6 addresses of one /64 are one address. */
  perAddress: number;
  /** For all addresses together. It also limits the addresses in memory. */
  overall: number;
}

const WINDOW_MS = 60_000;

/**
 * Limits the events that clients without an account can cause, so that a flood does not fill the log.
 * It counts those that it suppresses.
 */
export class EventAllowance {
  private readonly counts = new Map<string, number>();
  private windowEndsAt = 0;
  private emitted = 0;
  private suppressed = 0;

  constructor(private readonly limits: AllowanceLimits) {}

  /**
   * Counts one event.
   *
   * @param now epoch milliseconds
   * @returns the number of suppressed events before this one; null: suppress this one too
   */
  take(ip: string | null, now: number): number | null {
    this.startWindow(now);
    const address = addressRangeOf(ip) ?? '';
    const count = this.counts.get(address) ?? 0;
    if (count >= this.limits.perAddress || this.emitted >= this.limits.overall) {
      this.suppressed += 1;
      return null;
    }
    this.counts.set(address, count + 1);
    this.emitted += 1;
    const { suppressed } = this;
    this.suppressed = 0;
    return suppressed;
  }

  /** A clock that was set back starts a window too. */
  private startWindow(now: number): void {
    if (now < this.windowEndsAt && now >= this.windowEndsAt - WINDOW_MS) return;
    this.windowEndsAt = now + WINDOW_MS;
    this.emitted = 0;
    this.counts.clear();
  }
}
