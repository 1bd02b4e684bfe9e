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
  'LoginRefusedError',
  'UserConflictError',
  'UsageError',
  'AuthError',
  'ShutdownTimeoutError',
];

interface Failure extends Error {
  problems?: readonly string[];
  exitStatus?: number;
}

/** Says on standard error why a command failed. @returns the exit status */
export function reportError(error: unknown, asJson: boolean): number {
  const failure = error instanceof Error ? (error as Failure) : new Error(String(error));
  const { name, message, problems, exitStatus = EXIT_REFUSED } = failure as Failure;
  if (name === 'SaidAlready') return exitStatus;
  const text = asJson ? JSON.stringify({ error: message, problems }) : inWords(failure);
  process.stderr.write(`${text}\n`);
  return exitStatus;
}

function inWords(failure: Failure): string {
  if (failure.problems !== undefined) {
    return ['The configuration is wrong:', ...failure.problems.map((one) => `- ${one}`)].join('\n');
  }
  return EXPECTED.includes(failure.name) ? failure.message : (failure.stack ?? failure.message);
}
