import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { version } from '../package-root.js';

/** Adds the default metrics of a Node process, and the version of Keyturn. */
export function watchProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  const info = new Gauge({
    name: 'keyturn_build_info',
    help: 'Always 1. The labels contain the versions of Keyturn and Node.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  info.set({ version, node: process.version }, 1);
}
