import { reportError } from '../report-error.js';

/** Standard output could not be written. */
class OutputLostError extends Error {
  override readonly name = 'OutputLostError';
}

/**
 * Handles errors of standard output and standard error, which would end the process without a
 * listener. Ignores EPIPE, because the reader has closed the output. Any other error is reported
 * once and makes the command fail.
 */
export function handleStdoutErrors(asJson: boolean): void {
  let isReported = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || isReported) return;
    isReported = true;
    const lost = new OutputLostError(`Cannot write to standard output: ${message}.`);
    process.exitCode ||= reportError(lost, asJson);
  });
}
