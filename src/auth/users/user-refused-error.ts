import { OperationalError } from '../domain/operational-error.js';

/** The request cannot be carried out. The message has the reason and contains no secret. */
export class UserRefusedError extends OperationalError {
  override readonly name = 'UserRefusedError';
}

/** No user has the name. */
export class UnknownUserError extends UserRefusedError {
  /** @param remedy what to do, as a sentence @default none */
  constructor(
    readonly username: string,
    remedy?: string,
  ) {
    const problem = `There is no user ${JSON.stringify(username)}.`;
    super(remedy === undefined ? problem : `${problem} ${remedy}`);
  }
}
