import { AuthError } from '../domain/auth-error.js';

/** What PostgreSQL says of a state that passes: lost, refused, full, shut down, read-only, timed out. */
const PASSING_SQLSTATE = /^(08...|53...|57P0[1-5]|57014|55P03|25006|40001|40P01)$/;
const PASSING_SQLITE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/;
const PASSING_SOCKET =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;
const PASSING_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying|timeout expired|Query read timeout|Cannot use a pool after calling end|The database connection is not open)/;

/** A value that a column cannot hold: data exceptions (class 22) and exceeded program limits (class 54). */
const REFUSED_SQLSTATE = /^(22|54)...$/;
const REFUSED_SQLITE = /^SQLITE_(TOOBIG|MISMATCH|CONSTRAINT_DATATYPE)/;

/** Not while it was still being made: nothing had been sent then. */
const LOST_IN_MID_STATEMENT = /^Connection terminated(?! due to connection timeout)/;

/** Two transactions stood in each other's way, and this one certainly did nothing. */
const CONFLICT = /^(40001|40P01)$/;

/**
 * Classifies an error of a driver.
 *
 * @returns an `AuthError`: `temporarily_unavailable` for a database that is away or busy,
 *   `invalid_request` for a value that it cannot hold; for any other an error without the row's
 *   contents, which drivers add and no log may hold
 */
export function storageError(error: unknown): unknown {
  if (error instanceof AuthError) return error;
  const fault = new StorageFault(error as Error);
  if (isRefusedValue(fault)) {
    return new AuthError('invalid_request', { detail: `database: ${fault.code}`, cause: fault });
  }
  if (!isPassing(fault)) return fault;
  const detail = `database: ${fault.code || reasonOf(fault)}`;
  return new AuthError('temporarily_unavailable', { detail, cause: fault });
}

/** All connections of the pool are busy: the database may be well. */
const reasonOf = ({ message }: StorageFault): string =>
  message.startsWith('timeout exceeded when trying') ? 'no free connection' : 'connection lost';

/** What a driver said, without the values that it said it of. */
class StorageFault extends Error {
  override readonly name = 'StorageFault';
  readonly code: string;

  constructor(error: Error) {
    super(error.message);
    this.code = codeOf(error);
    if (error.stack !== undefined) this.stack = error.stack;
  }
}

/** Whether a statement failed by a conflict with another: it changed nothing and may run again. */
export function isConflict(error: unknown): boolean {
  return error instanceof AuthError && CONFLICT.test(codeOf(error.cause));
}

/**
 * Whether the connection was lost under a statement: it may have been carried out, or not.
 *
 * Two time-outs are no such case. The server's own (57014) undid the statement. Ours (`Query read
 * timeout`), on a server that hangs, leaves it unknown too, but there is no time left to ask again:
 * the client comes back, and with a key it gets what the statement did, if it did.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof AuthError)) return false;
  const { cause } = error;
  const isLost = cause instanceof StorageFault && LOST_IN_MID_STATEMENT.test(cause.message);
  return isLost || /^(57P0[12]|ECONNRESET|EPIPE)$/.test(codeOf(cause));
}

const isRefusedValue = ({ code }: StorageFault): boolean =>
  REFUSED_SQLSTATE.test(code) || REFUSED_SQLITE.test(code);

function isPassing({ code, message }: StorageFault): boolean {
  const byCode = [PASSING_SQLSTATE, PASSING_SQLITE, PASSING_SOCKET].some((known) =>
    known.test(code),
  );
  return byCode || PASSING_MESSAGE.test(message);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
