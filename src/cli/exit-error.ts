/** Sets the exit status of a command that has already printed the reason for its failure. */
export class ExitError extends Error {
  override readonly name = 'ExitError';

  constructor(readonly exitStatus: number) {
    super('already printed');
  }
}
