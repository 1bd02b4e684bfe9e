import { STOP_SIGNALS } from '../../service/shutdown/stop-signals.js';
import { reportError } from '../report-error.js';
import type { CommandIo } from './command-io.js';

/** The running service. */
export interface Stoppable {
  /** @returns the exit status */
  stop(): Promise<number>;
}

/**
 * Stops the service at the first signal, once it has started. A second signal other than SIGHUP ends
 * the process immediately.
 */
export function stopOnSignal(io: CommandIo, starting: Promise<Stoppable>, asJson: boolean): void {
  const onSignal = () => {
    // The shell and the system may both send SIGHUP when a terminal is closed.
    process.on('SIGHUP', () => undefined);
    // Without a listener, the next signal ends the process.
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    void stopAndExit(io, starting, asJson);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
}

async function stopAndExit(io: CommandIo, starting: Promise<Stoppable>, asJson: boolean) {
  // `serve` reports the error when the start fails.
  const service = await starting.catch(() => undefined);
  if (service === undefined) return;
  try {
    process.exit(await service.stop());
  } catch (error) {
    process.exit(reportError(io, error, asJson));
  }
}
