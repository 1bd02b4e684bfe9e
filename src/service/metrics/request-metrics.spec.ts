import { beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { RequestRecord, RequestObserver } from '../http/request-record.js';
import { methodLabel, requestMetrics } from './request-metrics.js';

const REQUEST: RequestRecord = {
  requestId: 'an-id',
  method: 'GET',
  route: '/api/me/',
  status: 200,
  durationMs: 3,
  address: '::1',
};

describe('requestMetrics', () => {
  let registry: Registry;
  let observe: RequestObserver;

  beforeEach(() => {
    registry = new Registry();
    observe = requestMetrics(registry);
  });

  it('counts a request by method, route and status, and measures it in seconds', async () => {
    observe(REQUEST);
    const text = await registry.metrics();
    const labels = 'method="GET",route="/api/me/"';
    expect(text).toContain(`keyturn_http_requests_total{${labels},status="200"} 1\n`);
    const bucket = (le: string) => `keyturn_http_request_duration_seconds_bucket{le="${le}",${labels}}`; // prettier-ignore
    expect(text).toContain(`${bucket('0.0025')} 0\n${bucket('0.005')} 1\n`);
  });

  it.each([
    [200, 0],
    [404, 0],
    [500, 1],
    [503, 0],
    [504, 1],
  ])('counts a response with status %i as %i server errors', async (status, count) => {
    observe({ ...REQUEST, status });
    const text = await registry.metrics();
    expect(text).toContain(`keyturn_http_server_errors_total ${count}\n`);
  });

  it.each([
    ['GET', 'GET'],
    ['OPTIONS', 'OPTIONS'],
    ['PROPFIND', 'other'],
    ['get', 'other'],
    ['', 'other'],
  ])('counts the method %p as %p', (method, label) => {
    expect(methodLabel(method)).toBe(label);
  });
});
