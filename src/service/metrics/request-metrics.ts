import { Counter, Histogram, type Registry } from 'prom-client';
import type { RequestObserver } from '../http/request-record.js';

/** A guarded request takes a millisecond, a session twenty to a second when many wait. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A client may make methods up; a label has few values. */
export const methodLabel = (method: string): string =>
  METHODS.includes(method) ? method : 'other';

const isFault = (status: number): boolean => status >= 500 && status !== 503;

/** Requests by route and status, and how long they took. */
export function requestMetrics(registry: Registry): RequestObserver {
  const registers = [registry];
  const requests = new Counter({
    name: 'keyturn_http_requests_total',
    help: 'Requests that were answered, by method, pattern of the route, and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'keyturn_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer, by method and pattern of the route.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const faults = new Counter({
    name: 'keyturn_http_server_errors_total',
    help: 'Requests that were answered by a fault of the server: 5xx, but for 503.',
    registers,
  });
  return ({ method, route, status, durationMs }) => {
    const labels = { method: methodLabel(method), route };
    requests.inc({ ...labels, status });
    if (isFault(status)) faults.inc();
    durations.observe(labels, durationMs / 1000);
  };
}
