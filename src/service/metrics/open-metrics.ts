import type { Environment } from '../environment.js';
import type { Metrics } from './metrics.js';

/** Loads what metrics need only when there are any. @returns undefined when they are off */
export async function openMetrics({
  host,
  port,
}: Environment['metrics']): Promise<Metrics | undefined> {
  if (port === undefined) return undefined;
  const { Metrics } = await import('./metrics.js');
  return new Metrics(host, port);
}
