import {
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuthError } from '../../auth/domain/auth-error.js';
import type { Clock } from '../../auth/domain/clock.js';
import { safeReasonOf } from '../../auth/domain/safe-reason.js';
import type { AuthEventBroadcast } from '../../auth/events/auth-event-broadcast.js';
import { AUDIT_LIMITS, AuditLog } from './audit-log.js';
import type { AuditSettings } from './audit-settings.js';
import { AuditStore } from './audit-store.js';
import { DropReport } from './drop-report.js';

/** Delivers events. Implemented by `WebhookDeliverer`. */
export interface Webhook {
  readonly counts: { readonly delivered: number; readonly failed: number };
  readonly backlogSeconds: number;
  wake(): void;
  stop(): Promise<void>;
}

/** Writes the events of the service to the audit log until the application stops. */
export class ServiceAudit
  implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  /** The webhook that delivers the events; undefined without one. */
  webhook: Webhook | undefined;
  private readonly logger = new Logger('Audit');
  private readonly report = new DropReport();
  private log: AuditLog | undefined;

  constructor(
    private readonly dataSource: DataSource,
    /** Returns the parts of the module, which exist only when the application starts. */
    private readonly parts: () => { clock: Clock; events: AuthEventBroadcast },
    private readonly settings: AuditSettings,
  ) {}

  /** For the metrics. */
  get counts(): { dropped: number; queued: number } {
    return { dropped: this.log?.counts.dropped ?? 0, queued: this.log?.queued ?? 0 };
  }

  onApplicationBootstrap(): void {
    const { retentionMs, webhookSelection } = this.settings;
    if (retentionMs === 0) return;
    const { clock, events } = this.parts();
    this.log = new AuditLog({
      store: new AuditStore(this.dataSource),
      clock,
      source: 'service',
      webhookSelection,
      onDropped: (count, reason) => this.report.add(count, reason),
      onFailed: (error) => this.logger.warn(storageFailure(error)),
      onDeliveries: () => this.webhook?.wake(),
    });
    events.add(this.log);
  }

  /** Deliveries stop first, because the next start continues them. */
  async onModuleDestroy(): Promise<void> {
    await this.webhook?.stop();
  }

  /** Nest calls it after the last request, and before it closes the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.log?.close();
    this.report.close();
  }
}

/** Only an unavailable database is tried again: see `AuditLog`. */
function storageFailure(error: unknown): string {
  const failure = `Cannot store audit events (${safeReasonOf(error)}).`;
  return error instanceof AuthError ? `${failure} ${RETRIED}` : failure;
}

const RETRIED = `Up to ${AUDIT_LIMITS.queue.toLocaleString('en')} stay in memory and are retried.`;
