const EXIT_REFUSED = 1;

/** Errors that are answers: their message is all that there is to say. */
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
  /** Of an AuthError: what its message leaves out for strangers. */
  detail?: string;
  exitStatus?: number;
}

/** Says on standard error why a command failed. @returns the exit status */
export function reportError(error: unknown, asJson: boolean): number {
  const failure: Failure = error instanceof Error ? error : new Error(String(error));
  const { name, problems, exitStatus = EXIT_REFUSED } = failure;
  if (name === 'ExitError') return exitStatus;
  const text = asJson ? JSON.stringify({ error: messageOf(failure), problems }) : inWords(failure);
  process.stderr.write(`${text}\n`);
  return exitStatus;
}

/** A driver's detail is a row; it is not shown. */
const messageOf = ({ name, message, detail }: Failure): string =>
  name === 'AuthError' && detail !== undefined ? `${message} (${detail})` : message;

function inWords(failure: Failure): string {
  if (failure.problems !== undefined) {
    return ['The configuration is wrong:', ...failure.problems.map((one) => `- ${one}`)].join('\n');
  }
  return EXPECTED.includes(failure.name) ? messageOf(failure) : (failure.stack ?? failure.message);
}
