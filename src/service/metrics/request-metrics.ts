import { Counter, Histogram, type Registry } from 'prom-client';
import type { RequestObserver } from '../http/request-record.js';

/** A guarded request takes a millisecond. A log-in takes 20 ms, or a second when many are waiting. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Limits the values of the label, because a client may send any method. */
export const methodLabel = (method: string): string =>
  METHODS.includes(method) ? method : 'other';

const isServerError = (status: number): boolean => status >= 500 && status !== 503;

/** Creates an observer that counts requests and measures their duration. */
export function requestMetrics(registry: Registry): RequestObserver {
  const registers = [registry];
  const requests = new Counter({
    name: 'keyturn_http_requests_total',
    help: 'Finished requests, by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'keyturn_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its response, by method and route pattern.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const serverErrors = new Counter({
    name: 'keyturn_http_server_errors_total',
    help: 'Responses with status 5xx other than 503.',
    registers,
  });
  return ({ method, route, status, durationMs }) => {
    const labels = { method: methodLabel(method), route };
    requests.inc({ ...labels, status });
    if (isServerError(status)) serverErrors.inc();
    durations.observe(labels, durationMs / 1000);
  };
}
