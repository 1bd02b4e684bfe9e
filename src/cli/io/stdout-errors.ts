import { OperationalError } from '../../auth/domain/operational-error.js';
import { reportError } from '../report-error.js';
import type { CommandIo } from './command-io.js';

/** Standard output could not be written. */
class OutputLostError extends OperationalError {
  override readonly name = 'OutputLostError';
}

/**
 * Handles errors of standard output and standard error, which would end the process without a
 * listener. Ignores EPIPE, because the reader has closed the output. Any other error is reported
 * once and makes the command fail.
 */
export function handleStdoutErrors(io: CommandIo, asJson: boolean): void {
  let isReported = false;
  io.stderr.on('error', () => undefined);
  io.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || isReported) return;
    isReported = true;
    const lost = new OutputLostError(`Cannot write to standard output: ${message}.`);
    io.exitCode ||= reportError(io, lost, asJson);
  });
}
