import type { Pool } from 'pg';
import {
  type Aggregator,
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  type Registry,
} from 'prom-client';
import type { SessionStatusCache } from '../../auth/sessions/session-status-cache.js';
import type { LoginThrottle } from '../../auth/throttle/login-throttle.js';
import type { HashQueue } from '../../auth/users/hash-queue.js';
import type { ServiceAudit, Webhook } from '../audit/service-audit.js';
import { version } from '../package-root.js';

/**
 * Adds a gauge that reads its value on each scrape.
 *
 * @param aggregator how the values of several workers become one
 */
function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number,
  aggregator: Aggregator = 'sum',
): void {
  const registers = [registry];
  new Gauge({
    name,
    help,
    registers,
    aggregator,
    collect() {
      this.set(read());
    },
  });
}

/** Adds a counter that reads its value on each scrape. */
function counter(registry: Registry, name: string, help: string, read: () => number): void {
  const registers = [registry];
  new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

/** Adds the default metrics of a Node process, and the version of Keyturn. */
export function watchProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  const info = new Gauge({
    name: 'keyturn_build_info',
    help: 'Always 1. The labels contain the versions of Keyturn and Node.',
    labelNames: ['version', 'node'],
    aggregator: 'first',
    registers: [registry],
  });
  info.set({ version, node: process.version }, 1);
}

/** Adds metrics of the hash queue. */
export function watchHashQueue(queue: HashQueue, registry: Registry): void {
  const name = (suffix: string) => `keyturn_hash_queue_${suffix}`;
  const add = (count: 'running' | 'waiting', help: string) =>
    gauge(registry, name(count), help, () => queue.counts[count]);
  add('running', 'Running log-ins and other password operations.');
  add('waiting', 'Waiting log-ins and other password operations.');
  const runningLimit = 'Maximum number of password operations that run at once.';
  gauge(registry, name('running_limit'), runningLimit, () => queue.maxRunning);
  const limit =
    'Maximum number of waiting operations: one half for log-ins from usual addresses, one half for all others.';
  gauge(registry, name('waiting_limit'), limit, () => queue.maxWaiting);
  const refused = 'Password operations that were rejected because too many were waiting.';
  counter(registry, name('refused_total'), refused, () => queue.counts.refused);
  const cancelled = 'Log-ins that were removed from the queue because the client had disconnected.';
  counter(registry, name('cancelled_total'), cancelled, () => queue.counts.cancelled);
  const durations = new Histogram({
    name: 'keyturn_hash_duration_seconds',
    help: 'Duration of a log-in: user look-up and hashing, without the time in the queue.',
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
    registers: [registry],
  });
  queue.onDone = (durationMs) => durations.observe(durationMs / 1000);
}

/** Adds the number of log-ins that a limit refused. */
export function watchLoginThrottle(throttle: LoginThrottle, registry: Registry): void {
  const help = 'Log-ins that were refused after too many failed ones.';
  counter(registry, 'keyturn_logins_throttled_total', help, () => throttle.refusedCount);
}

/** Adds metrics of the cache of session status. */
export function watchSessionCache(sessionStatus: SessionStatusCache, registry: Registry): void {
  const name = (suffix: string) => `keyturn_session_cache_${suffix}`;
  const read = (count: keyof typeof sessionStatus.counts) => () => sessionStatus.counts[count];
  counter(
    registry,
    name('hits_total'),
    'Session status checks that the cache served.',
    read('hits'),
  );
  counter(
    registry,
    name('misses_total'),
    'Session status checks that read the database.',
    read('misses'),
  );
  gauge(registry, name('entries'), 'Sessions in the cache.', read('entries'));
}

/** Adds metrics of the audit log. */
export function watchAudit(trail: ServiceAudit, registry: Registry): void {
  const dropped = 'Events that were not stored in the audit log.';
  counter(registry, 'keyturn_audit_dropped_total', dropped, () => trail.counts.dropped);
  const queued = 'Events that wait to be stored in the audit log.';
  gauge(registry, 'keyturn_audit_queued', queued, () => trail.counts.queued);
}

/** Adds metrics of the webhook. */
export function watchWebhook(webhook: Webhook, registry: Registry): void {
  const delivered = 'Events that the webhook receiver accepted.';
  const failed = 'Attempts that the webhook receiver did not accept.';
  const age = 'Age of the oldest event that the webhook receiver does not have.';
  const name = (suffix: string) => `keyturn_webhook_${suffix}`;
  counter(registry, name('delivered_total'), delivered, () => webhook.counts.delivered);
  counter(registry, name('failed_total'), failed, () => webhook.counts.failed);
  gauge(registry, name('backlog_age_seconds'), age, () => webhook.backlogSeconds, 'max');
}

/** Adds metrics of the pool of connections to PostgreSQL. */
export function watchPool(pool: Pool, registry: Registry): void {
  const name = (suffix: string) => `keyturn_database_pool_${suffix}`;
  gauge(registry, name('connections'), 'Open connections to PostgreSQL.', () => pool.totalCount);
  gauge(registry, name('idle'), 'Idle connections to PostgreSQL.', () => pool.idleCount);
  gauge(registry, name('waiting'), 'Statements that are waiting for a connection.', () => pool.waitingCount); // prettier-ignore
}
