import { AuthError } from '../auth/domain/auth-error.js';
import { OperationalError } from '../auth/domain/operational-error.js';
import { ExitError } from './exit-error.js';
import type { CommandIo } from './io/command-io.js';
import { toJson } from './io/print.js';

const EXIT_REFUSED = 1;

/** Members that some errors have. */
interface Failure extends Error {
  problems?: readonly string[];
  exitStatus?: number;
}

/** Prints the reason for a failure to standard error. @returns the exit status */
export function reportError({ stderr }: CommandIo, error: unknown, asJson: boolean): number {
  if (error instanceof ExitError) return error.exitStatus;
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  const { problems, exitStatus = EXIT_REFUSED } = failure;
  const text = asJson ? toJson({ error: messageOf(failure), problems }) : inWords(failure);
  stderr.write(`${text}\n`);
  return exitStatus;
}

/** Adds the `detail` of an AuthError. That of a driver's error contains a row. */
const messageOf = (failure: Failure): string =>
  failure instanceof AuthError && failure.detail !== undefined
    ? `${failure.message} (${failure.detail})`
    : failure.message;

function inWords(failure: Failure): string {
  if (failure.problems !== undefined) {
    return ['Invalid configuration:', ...failure.problems.map((one) => `- ${one}`)].join('\n');
  }
  return failure instanceof OperationalError
    ? messageOf(failure)
    : (failure.stack ?? failure.message);
}
