import type { AddressInfo } from 'node:net';
import { AggregatorRegistry, Registry } from 'prom-client';
import { type MetricsSource, serveMetrics } from '../metrics/metrics-server.js';
import type { MetricSnapshot } from '../metrics/metrics.js';

const CUMULATIVE = ['counter', 'histogram'];

/** The metrics of all workers as those of one service. */
export class WorkerMetrics implements MetricsSource {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  /** The counts of workers that have ended. Without them, a counter would decrease. */
  private ended: Promise<MetricSnapshot> = Promise.resolve([]);

  /** @param collect returns the metrics of the workers that listen */
  constructor(private readonly collect: () => Promise<MetricSnapshot[]>) {}

  /** Serves them on a port. @returns the port @throws {ListeningError} */
  async listen(host: string, port: number): Promise<number> {
    const server = await serveMetrics(this, host, port);
    return (server.address() as AddressInfo).port;
  }

  /** Keeps the counts of a worker that has ended. */
  add(metrics: MetricSnapshot): void {
    const counts = metrics.filter(({ type }) => CUMULATIVE.includes(String(type)));
    this.ended = this.ended.then((before) => sumOf([before, counts]).getMetricsAsJSON());
  }

  async metrics(): Promise<string> {
    const listening = await this.collect();
    return sumOf([...listening, await this.ended]).metrics();
  }
}

const sumOf = (snapshots: MetricSnapshot[]): Registry => AggregatorRegistry.aggregate(snapshots);
