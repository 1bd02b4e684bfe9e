import type { INestApplicationContext } from '@nestjs/common';
import { reportError } from '../report-error.js';
import type { CommandIo } from './command-io.js';

/** The system sends SIGHUP when the terminal, or the connection to it, is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Stops the service at the first signal, once it has started. A second signal other than SIGHUP ends
 * the process immediately.
 */
export function stopOnSignal(
  io: CommandIo,
  starting: Promise<INestApplicationContext>,
  asJson: boolean,
): void {
  const onSignal = () => {
    // The shell and the system may both send SIGHUP when a terminal is closed.
    process.on('SIGHUP', () => undefined);
    // Without a listener, the next signal ends the process.
    for (const signal of SIGNALS) process.off(signal, onSignal);
    void stopAndExit(io, starting, asJson);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

async function stopAndExit(
  io: CommandIo,
  starting: Promise<INestApplicationContext>,
  asJson: boolean,
) {
  // `serve` reports the error when the start fails.
  const app = await starting.catch(() => undefined);
  if (app === undefined) return;
  try {
    const { stop } = await import('../../service/bootstrap/stop.js');
    await stop(app);
    process.exit(0);
  } catch (error) {
    process.exit(reportError(io, error, asJson));
  }
}
