import { AuthError } from '../domain/auth-error.js';

/** Temporary states of PostgreSQL: lost, refused, full, shut down, read-only, timed out. */
const TEMPORARY_SQLSTATE = /^(08...|53...|57P0[1-5]|57014|55P03|25006|40001|40P01)$/;
const TEMPORARY_SQLITE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)/;
const TEMPORARY_SOCKET =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;
const TEMPORARY_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying|timeout expired|Query read timeout|Cannot use a pool after calling end|The database connection is not open)/;

/**
 * A value that a column cannot hold: data exceptions (class 22) and exceeded program limits (class
 * 54).
 */
const REFUSED_SQLSTATE = /^(22|54)...$/;
const REFUSED_SQLITE = /^SQLITE_(TOOBIG|MISMATCH|CONSTRAINT_DATATYPE)/;

/** Excludes a connection that was not yet open, because no statement had been sent. */
const LOST_IN_MID_STATEMENT = /^Connection terminated(?! due to connection timeout)/;

/** A conflict between two transactions, of which this one was rolled back. */
const CONFLICT = /^(40001|40P01)$/;

/**
 * Classifies an error of a driver.
 *
 * @returns an `AuthError`: `temporarily_unavailable` for a database that is unavailable or busy,
 *   `invalid_request` for a value that it cannot store; otherwise an error without the row's values,
 *   which drivers add and which must not reach a log
 */
export function storageError(error: unknown): unknown {
  if (error instanceof AuthError) return error;
  const fault = new StorageFault(error as Error);
  if (isRefusedValue(fault)) {
    return new AuthError('invalid_request', { detail: `database: ${fault.code}`, cause: fault });
  }
  if (!isTemporary(fault)) return fault;
  const detail = `database: ${fault.code || reasonOf(fault)}`;
  return new AuthError('temporarily_unavailable', { detail, cause: fault });
}

/** A pool without a free connection does not mean that the database is unavailable. */
const reasonOf = ({ message }: StorageFault): string =>
  message.startsWith('timeout exceeded when trying') ? 'no free connection' : 'connection lost';

/** A driver's error without the values of the row. */
class StorageFault extends Error {
  override readonly name = 'StorageFault';
  readonly code: string;

  constructor(error: Error) {
    super(error.message);
    this.code = codeOf(error);
    if (error.stack !== undefined) this.stack = error.stack;
  }
}

/**
 * Checks whether a statement failed because of a conflict. It changed nothing and can be repeated.
 */
export function isConflict(error: unknown): boolean {
  return error instanceof AuthError && CONFLICT.test(codeOf(error.cause));
}

/**
 * Checks whether the connection was lost during a statement, whose outcome is then unknown.
 *
 * It returns false for two timeouts. The server's own (57014) rolls the statement back. After the
 * client's (`Query read timeout`) the outcome is unknown too, but no time is left to repeat the
 * statement. The client retries, and with a key it gets the result of the first statement.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof AuthError)) return false;
  const { cause } = error;
  const isLost = cause instanceof StorageFault && LOST_IN_MID_STATEMENT.test(cause.message);
  return isLost || /^(57P0[12]|ECONNRESET|EPIPE)$/.test(codeOf(cause));
}

/**
 * A statement that PostgreSQL rolled back, for a reason that may be in one of its rows: every SQLSTATE
 * except those of connections, resources, a shutdown, a read-only server and an unknown completion.
 * `EPIPE` is not a SQLSTATE.
 */
const ROLLED_BACK = /^(?!08|53|57P|25006|40003|EPIPE)[0-9A-Z]{5}$/;

/**
 * Checks whether a statement or transaction for several sessions changed nothing, and each session can
 * be tried alone.
 */
export function isRolledBack(error: unknown): boolean {
  const code = codeOf(error instanceof AuthError ? error.cause : error);
  return ROLLED_BACK.test(code) || (/^SQLITE_/.test(code) && !TEMPORARY_SQLITE.test(code));
}

const isRefusedValue = ({ code }: StorageFault): boolean =>
  REFUSED_SQLSTATE.test(code) || REFUSED_SQLITE.test(code);

function isTemporary({ code, message }: StorageFault): boolean {
  const byCode = [TEMPORARY_SQLSTATE, TEMPORARY_SQLITE, TEMPORARY_SOCKET].some((known) =>
    known.test(code),
  );
  return byCode || TEMPORARY_MESSAGE.test(message);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
