import { reportError } from './report-error.js';

/** An answer, or a line of a log, that standard output did not take. */
class OutputLostError extends Error {
  override readonly name = 'OutputLostError';
}

/**
 * A full disk and a reader that went away end no process: what nobody listens to is an error that
 * does. A reader that has read enough is told nothing; of anything else the reason is said once, and
 * a command whose answer is lost has failed.
 */
export function handleStdoutErrors(asJson: boolean): void {
  let isSaid = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || isSaid) return;
    isSaid = true;
    const lost = new OutputLostError(`Standard output cannot be written: ${message}.`);
    process.exitCode ||= reportError(lost, asJson);
  });
}
