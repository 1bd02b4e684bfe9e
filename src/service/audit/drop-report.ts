import { Logger } from '@nestjs/common';
import type { DropReason } from './audit-log.js';

/** The shortest time between two lines. */
const INTERVAL_MS = 10_000;

/** Logs dropped events, with their number, at most once in ten seconds. */
export class DropReport {
  private readonly logger = new Logger('Audit');
  private readonly counts = new Map<DropReason, number>();
  private timer: NodeJS.Timeout | undefined;

  add(count: number, reason: DropReason): void {
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
    if (this.timer !== undefined) return;
    this.write();
    this.timer = setTimeout(() => this.close(), INTERVAL_MS).unref();
  }

  /** Logs the events that have not been logged yet. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.write();
  }

  private write(): void {
    for (const [reason, dropped] of this.counts) {
      this.logger.warn({ message: 'audit_events_dropped', dropped, reason });
    }
    this.counts.clear();
  }
}
