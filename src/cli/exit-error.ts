/** A command failed, and its answer says why: only the exit status is left. */
export class ExitError extends Error {
  override readonly name = 'ExitError';

  constructor(readonly exitStatus: number) {
    super('said already');
  }
}
