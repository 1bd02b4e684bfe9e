import type { INestApplicationContext } from '@nestjs/common';
import { reportError } from './report-error.js';

/** SIGHUP: the terminal, or the connection to it, is gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One signal stops the service, when it has started; a second one, but for SIGHUP, ends the process
 * at once.
 */
export function stopOnSignal(starting: Promise<INestApplicationContext>, asJson: boolean): void {
  const onSignal = () => {
    // A terminal that goes away may say so twice, by its shell and by the system.
    process.on('SIGHUP', () => undefined);
    // From now on the system's own way: the process is ended.
    for (const signal of SIGNALS) process.off(signal, onSignal);
    void stopAndExit(starting, asJson);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

async function stopAndExit(starting: Promise<INestApplicationContext>, asJson: boolean) {
  // A start that fails ends the process itself.
  const app = await starting.catch(() => undefined);
  if (app === undefined) return;
  try {
    const { stop } = await import('../service/stop.js');
    await stop(app);
    process.exit(0);
  } catch (error) {
    process.exit(reportError(error, asJson));
  }
}
