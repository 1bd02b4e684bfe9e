import { UnknownUserError } from '../../auth/users/user-refused-error.js';
import { commandLine } from '../../service/bootstrap/command-line.js';

/** Creates the error for a name that no user has, with the command that lists the users. */
export const unknownUser = (username: string): UnknownUserError =>
  new UnknownUserError(username, `List the users with: ${commandLine('user list')}`);
