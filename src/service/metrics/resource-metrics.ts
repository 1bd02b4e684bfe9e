import type { Pool } from 'pg';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SessionStatusCache } from '../../auth/sessions/session-status-cache.js';
import type { HashQueue } from '../../auth/users/hash-queue.js';

/** A number that is asked for when somebody looks. */
function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const registers = [registry];
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}

/** A number that only grows, counted elsewhere. */
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

/** The work on passwords: how much there is, and how long each takes. */
export function watchHashQueue(queue: HashQueue, registry: Registry): void {
  const name = (what: string) => `keyturn_hash_queue_${what}`;
  const add = (what: 'running' | 'waiting', help: string) =>
    gauge(registry, name(what), help, () => queue.counts[what]);
  add('running', 'Log-ins and other password work that are running.');
  add('waiting', 'Log-ins and other password work that wait for their turn.');
  const runningLimit = 'Maximum number of log-ins and other password work that run at once.';
  gauge(registry, name('running_limit'), runningLimit, () => queue.limits.running);
  const limit =
    'Maximum number that may wait. Beyond it the address with the most log-ins gets a 503.';
  gauge(registry, name('waiting_limit'), limit, () => queue.limits.waiting);
  const refused = 'Log-ins and other password work that were refused because too many waited.';
  counter(registry, name('refused_total'), refused, () => queue.counts.refused);
  const cancelled = 'Log-ins that left the queue because their client had disconnected.';
  counter(registry, name('cancelled_total'), cancelled, () => queue.counts.cancelled);
  const durations = new Histogram({
    name: 'keyturn_hash_duration_seconds',
    help: 'Duration of a log-in: looking up the user and hashing, without its wait.',
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
    registers: [registry],
  });
  queue.onDone = (durationMs) => durations.observe(durationMs / 1000);
}

/** What is remembered of sessions that live, for at most a second. */
export function watchSessionCache(sessionStatus: SessionStatusCache, registry: Registry): void {
  const name = (what: string) => `keyturn_session_cache_${what}`;
  const read = (what: keyof typeof sessionStatus.counts) => () => sessionStatus.counts[what];
  counter(registry, name('hits_total'), 'Sessions that were believed to live.', read('hits'));
  counter(registry, name('misses_total'), 'Sessions that were read.', read('misses'));
  gauge(registry, name('entries'), 'Sessions that are remembered.', read('entries'));
}

/** The connections to PostgreSQL. */
export function watchPool(pool: Pool, registry: Registry): void {
  const name = (what: string) => `keyturn_database_pool_${what}`;
  gauge(registry, name('connections'), 'Connections to PostgreSQL.', () => pool.totalCount);
  gauge(registry, name('idle'), 'Connections that nobody uses.', () => pool.idleCount);
  gauge(registry, name('waiting'), 'Statements that wait for a connection.', () => pool.waitingCount); // prettier-ignore
}
