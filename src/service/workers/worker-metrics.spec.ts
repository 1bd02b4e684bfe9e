import { describe, expect, it } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { WorkerMetrics } from './worker-metrics.js';

/** The metrics of a worker that has processed one request of a second, and has three connections. */
function snapshot() {
  const registers = [new Registry()];
  new Counter({ name: 'requests_total', help: 'x', registers }).inc();
  new Gauge({ name: 'connections', help: 'x', registers }).set(3);
  new Gauge({ name: 'age', help: 'x', registers, aggregator: 'max' }).set(7);
  new Histogram({ name: 'seconds', help: 'x', buckets: [1, 2], registers }).observe(1);
  return registers[0]!.getMetricsAsJSON();
}

const linesOf = async (metrics: WorkerMetrics): Promise<string[]> =>
  (await metrics.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('WorkerMetrics', () => {
  it('adds up the workers, unless a metric is aggregated differently', async () => {
    const metrics = new WorkerMetrics(async () => [await snapshot(), await snapshot()]);
    expect(await linesOf(metrics)).toEqual([
      'requests_total 2',
      'connections 6',
      'age 7',
      'seconds_bucket{le="1"} 2',
      'seconds_bucket{le="2"} 2',
      'seconds_bucket{le="+Inf"} 2',
      'seconds_sum 2',
      'seconds_count 2',
    ]);
  });

  it('keeps the counts of workers that have ended, but not their gauges', async () => {
    const metrics = new WorkerMetrics(async () => [await snapshot()]);
    for (let ended = 0; ended < 3; ended++) metrics.add(await snapshot());
    const lines = await linesOf(metrics);
    const counts = ['requests_total 4', 'connections 3', 'age 7', 'seconds_count 4'];
    expect(lines).toEqual(expect.arrayContaining(counts));
  });
});
