import { OperationalError } from '../../auth/domain/operational-error.js';
import { commandLine } from '../../service/bootstrap/command-line.js';

/** No user has the name that a command got. */
export class NoSuchUserError extends OperationalError {
  override readonly name = 'NoSuchUserError';

  constructor(username: string) {
    super(
      `There is no user ${JSON.stringify(username)}. List the users with: ${commandLine('user list')}`,
    );
  }
}
