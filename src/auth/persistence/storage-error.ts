import { AuthError } from '../domain/auth-error.js';

/** What PostgreSQL says of a state that passes: lost, refused, full, shut down, read-only, timed out. */
const PASSING_SQLSTATE = /^(08...|53...|57P0[1-3]|57014|55P03|25006|40001|40P01)$/;
const PASSING_SQLITE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/;
const PASSING_SOCKET =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;
const PASSING_MESSAGE = /^(Connection terminated|timeout exceeded when trying|Query read timeout)/;

/** Two transactions stood in each other's way, and this one certainly did nothing. */
const CONFLICT = /^(40001|40P01)$/;

/**
 * Tells a database that is away or busy from a fault of ours.
 *
 * @returns an `AuthError` `temporarily_unavailable`, or `error` itself when it will not pass
 */
export function storageError(error: unknown): unknown {
  if (!isPassing(error)) return error;
  const detail = `database: ${codeOf(error) || 'connection lost'}`;
  return new AuthError('temporarily_unavailable', { detail, cause: error });
}

/** Whether a statement failed by a conflict with another: it changed nothing and may run again. */
export function isConflict(error: unknown): boolean {
  return error instanceof AuthError && CONFLICT.test(codeOf(error.cause));
}

/** Whether the connection was lost under a statement: it may have been carried out, or not. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof AuthError)) return false;
  const { cause } = error;
  const isLost = cause instanceof Error && cause.message.startsWith('Connection terminated');
  return isLost || /^(57P0[12]|ECONNRESET|EPIPE)$/.test(codeOf(cause));
}

function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if ([PASSING_SQLSTATE, PASSING_SQLITE, PASSING_SOCKET].some((known) => known.test(code))) {
    return true;
  }
  return error instanceof Error && PASSING_MESSAGE.test(error.message);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
