import { COLUMN_LENGTHS } from './column-lengths.js';
import { isStorable } from './text.js';
import type { User } from './user.js';

/** The column `token_version`. */
const MAX_TOKEN_VERSION = 2 ** 31 - 1;

/**
 * Checks a user that an application's own store or route passes on. A database driver or plain
 * JavaScript can return values that the types do not allow.
 *
 * @returns the problem with a remedy, or undefined
 */
export function userProblem({ id, isActive, tokenVersion }: User) {
  if (typeof id !== 'string') {
    return `The id of a user has the type ${typeof id}. Return a string, such as String(row.id).`;
  }
  if (id === '' || id.length > COLUMN_LENGTHS.userId || !isStorable(id)) {
    return (
      'The id of a user cannot be stored. Return a text of 1 to 255 characters without null ' +
      'characters and lone surrogates.'
    );
  }
  if (typeof isActive !== 'boolean') {
    return (
      `The isActive of a user has the type ${typeof isActive}. Return a boolean, such as ` +
      'row.is_active === 1.'
    );
  }
  const isVersion =
    Number.isInteger(tokenVersion) && tokenVersion >= 0 && tokenVersion <= MAX_TOKEN_VERSION;
  if (isVersion) return undefined;
  return 'The tokenVersion of a user is not an integer from 0 to 2147483647. Return one.';
}
