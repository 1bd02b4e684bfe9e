/** The command was understood, but lacks something that only its user can give. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitStatus = 2;
}
