import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { AuthEventBroadcast } from '../../auth/events/auth-event-broadcast.js';
import { SessionStatusCache } from '../../auth/sessions/session-status-cache.js';
import { isSqlite, poolOf } from '../../auth/persistence/typeorm-driver.js';
import { LoginThrottle } from '../../auth/throttle/login-throttle.js';
import { HashQueue } from '../../auth/users/hash-queue.js';
import { ServiceAudit } from '../audit/service-audit.js';
import type { RequestObserver } from '../http/request-record.js';
import { AuthEventMetrics } from './auth-event-metrics.js';
import { serveMetrics } from './metrics-server.js';
import { requestMetrics } from './request-metrics.js';
import {
  watchAudit,
  watchHashQueue,
  watchLoginThrottle,
  watchPool,
  watchProcess,
  watchSessionCache,
  watchWebhook,
} from './resource-metrics.js';

/** The values of all metrics of a process. */
export type MetricSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** The metrics of the service, on a separate port. */
export class Metrics {
  private readonly registry = new Registry();
  readonly observeRequest: RequestObserver = requestMetrics(this.registry);

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /** Starts counting. @param app initialized */
  watch(app: INestApplication): void {
    const part = { strict: false };
    watchProcess(this.registry);
    watchHashQueue(app.get(HashQueue, part), this.registry);
    watchLoginThrottle(app.get(LoginThrottle, part), this.registry);
    watchSessionCache(app.get(SessionStatusCache, part), this.registry);
    app.get(AuthEventBroadcast, part).add(new AuthEventMetrics(this.registry));
    const trail = app.get(ServiceAudit, part);
    watchAudit(trail, this.registry);
    if (trail.webhook !== undefined) watchWebhook(trail.webhook, this.registry);
    const dataSource = app.get(DataSource, part);
    if (!isSqlite(dataSource)) watchPool(poolOf(dataSource), this.registry);
  }

  /** @returns the current values, which another process aggregates */
  snapshot(): Promise<MetricSnapshot> {
    return this.registry.getMetricsAsJSON();
  }

  /**
   * Serves the metrics until the application is closed.
   *
   * @param app listening
   * @throws {ListeningError}
   */
  async listen(app: INestApplication): Promise<void> {
    const server = await serveMetrics(this.registry, this.host, this.port);
    (app.getHttpServer() as Server).once('close', () => server.close());
    const { port } = server.address() as AddressInfo;
    new Logger('Metrics').log(`Metrics at http://${this.host}:${port}/metrics`);
  }
}
