/** The command line is valid, but its input is missing or invalid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitStatus = 2;
}
