import type { Environment } from '../configuration/environment.js';
import type { Metrics } from './metrics.js';

/** Imports the metrics only when they are enabled. @returns undefined when they are disabled */
export async function openMetrics({
  host,
  port,
}: Environment['metrics']): Promise<Metrics | undefined> {
  if (port === undefined) return undefined;
  const { Metrics } = await import('./metrics.js');
  return new Metrics(host, port);
}
