import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { version } from '../version.js';

/** The process as every Node process is watched, under the usual names, and what it runs. */
export function watchProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  const info = new Gauge({
    name: 'keyturn_build_info',
    help: 'Always 1: the version that runs, and the Node that runs it.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  info.set({ version, node: process.version }, 1);
}
