/** A command failed, and its answer says why: only the exit status is left. */
export class SaidAlready extends Error {
  override readonly name = 'SaidAlready';

  constructor(readonly exitStatus: number) {
    super('said already');
  }
}
