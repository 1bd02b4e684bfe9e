import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../auth/domain/clock.js';
import { pruneAudit } from '../audit/audit-pruner.js';
import { firstDelayMs, nextDelayMs } from './pace.js';
import { prune } from './prune.js';
import type { ServicePruningSettings } from './pruning-settings.js';

/** Prunes at intervals while the application runs. Retries at the next interval after a failure. */
export class PruningSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Pruning');
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: ServicePruningSettings,
  ) {}

  onApplicationBootstrap(): void {
    const { intervalMs } = this.settings;
    if (intervalMs > 0) this.schedule(firstDelayMs(intervalMs, Math.random()));
  }

  /** Waits for the current page, because the database is closed afterwards. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(delayMs: number): void {
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, delayMs).unref();
  }

  private async run(): Promise<void> {
    const { intervalMs, keptMs, auditKeptMs } = this.settings;
    const now = this.clock.now();
    const { signal } = this.stopping;
    try {
      const done = await prune(this.dataSource, { now, before: now - keptMs }, { signal });
      if (done !== undefined && done.pruned > 0) this.logger.log(inWords(done.pruned));
      const events = await pruneAudit(this.dataSource, now - auditKeptMs, signal);
      if (events !== undefined && events > 0) this.logger.log(`Deleted ${events} audit events.`);
    } catch (error) {
      this.logger.warn(`Pruning failed and will be retried: ${reasonOf(error)}`);
    }
    this.schedule(nextDelayMs(intervalMs, Math.random()));
  }
}

const inWords = (pruned: number): string =>
  `Deleted ${pruned} expired or revoked ${pruned === 1 ? 'session' : 'sessions'}.`;

/** The `detail` of an AuthError contains no data of a row. */
function reasonOf(error: unknown): string {
  const { detail, message } = error as { detail?: string; message?: string };
  return detail ?? message ?? String(error);
}
