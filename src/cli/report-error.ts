import type { CommandIo } from './io/command-io.js';

const EXIT_REFUSED = 1;

/** Errors whose message explains the failure, so the stack is not printed. */
const EXPECTED = [
  'ConfigurationError',
  'OutputLostError',
  'DatabaseUnreachableError',
  'NoDatabaseError',
  'ListeningError',
  'BackupRefusedError',
  'LaterVersionError',
  'PrunedElsewhereError',
  'UserRefusedError',
  'SessionRefusedError',
  'UserConflictError',
  'UsageError',
  'AuthError',
  'ShutdownTimeoutError',
];

interface Failure extends Error {
  problems?: readonly string[];
  /** Details of an AuthError, which are not sent to clients. */
  detail?: string;
  exitStatus?: number;
}

/** Prints the reason for a failure to standard error. @returns the exit status */
export function reportError({ stderr }: CommandIo, error: unknown, asJson: boolean): number {
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  const { name, problems, exitStatus = EXIT_REFUSED } = failure;
  if (name === 'ExitError') return exitStatus;
  const text = asJson ? JSON.stringify({ error: messageOf(failure), problems }) : inWords(failure);
  stderr.write(`${text}\n`);
  return exitStatus;
}

/** Omits the `detail` of driver errors, which contains a row. */
const messageOf = ({ name, message, detail }: Failure): string =>
  name === 'AuthError' && detail !== undefined ? `${message} (${detail})` : message;

function inWords(failure: Failure): string {
  if (failure.problems !== undefined) {
    return ['Invalid configuration:', ...failure.problems.map((one) => `- ${one}`)].join('\n');
  }
  return EXPECTED.includes(failure.name) ? messageOf(failure) : (failure.stack ?? failure.message);
}
