import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../auth/domain/clock.js';
import { firstDelayMs, nextDelayMs } from './pace.js';
import { prune } from './prune.js';
import type { PruningSettings } from './pruning-settings.js';

/** Prunes from time to time while the application runs. What fails is tried again the next time. */
export class PruningSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Pruning');
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settings: PruningSettings,
  ) {}

  onApplicationBootstrap(): void {
    const { intervalMs } = this.settings;
    if (intervalMs > 0) this.plan(firstDelayMs(intervalMs, Math.random()));
  }

  /** Waits for the page that is being deleted: the database is closed after this. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(delayMs: number): void {
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, delayMs).unref();
  }

  private async run(): Promise<void> {
    const { intervalMs, keptMs } = this.settings;
    const now = this.clock.now();
    const { signal } = this.stopping;
    try {
      const done = await prune(this.dataSource, { now, before: now - keptMs }, { signal });
      if (done !== undefined && done.pruned > 0) this.logger.log(inWords(done.pruned));
    } catch (error) {
      this.logger.warn(`Not finished, and tried again later: ${reasonOf(error)}`);
    }
    this.plan(nextDelayMs(intervalMs, Math.random()));
  }
}

const inWords = (pruned: number): string =>
  pruned === 1 ? '1 dead session was deleted.' : `${pruned} dead sessions were deleted.`;

/** Errors of the storage say no row's contents. */
function reasonOf(error: unknown): string {
  const { detail, message } = error as { detail?: string; message?: string };
  return detail ?? message ?? String(error);
}
