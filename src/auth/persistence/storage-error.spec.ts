import { describe, expect, it } from '@jest/globals';
import { AuthError } from '../domain/auth-error.js';
import { isConflict, isOutcomeUnknown, isRolledBack, storageError } from './storage-error.js';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

type Row = [string, string, string | undefined, boolean, boolean, boolean];

describe('storageError', () => {
  it.each<Row>([
    // The cause, its message, its code; whether it is temporary, a conflict, of unknown outcome.
    ['the server cancelled the statement', 'canceling statement', '57014', true, false, false],
    ['the client’s timeout passed', 'Query read timeout', undefined, true, false, false],
    ['the connection was lost', 'Connection terminated unexpectedly', undefined, true, false, true],
    ['the connection was reset', 'read ECONNRESET', 'ECONNRESET', true, false, true],
    ['the server is shut down', 'terminating connection', '57P01', true, false, true],
    ['the connection could not be opened', 'Connection terminated due to connection timeout', undefined, true, false, false], // prettier-ignore
    ['no connection was free', 'timeout exceeded when trying to connect', undefined, true, false, false], // prettier-ignore
    ['a separate connection was not opened in time', 'timeout expired', undefined, true, false, false], // prettier-ignore
    ['the connection was refused', 'connect ECONNREFUSED', 'ECONNREFUSED', true, false, false],
    ['there was a deadlock', 'deadlock detected', '40P01', true, true, false],
    ['SQLite is busy', 'database is locked', 'SQLITE_BUSY', true, false, false],
    ['the pool was closed', 'Cannot use a pool after calling end on the pool', undefined, true, false, false], // prettier-ignore
    ['the file was closed', 'The database connection is not open', undefined, true, false, false],
    ['the server has too many clients', 'too many clients', '53300', true, false, false],
    ['the server is read-only after a failover', 'read-only transaction', '25006', true, false, false], // prettier-ignore
    ['a transaction could not be serialized', 'could not serialize access', '40001', true, true, false], // prettier-ignore
    ['the pipe is broken', 'write EPIPE', 'EPIPE', true, false, true],
    ['the statement is wrong', 'syntax error', '42601', false, false, false],
    ['the driver has another error without a code', 'out of memory', undefined, false, false, false], // prettier-ignore
    ['a code only ends like a temporary one', 'odd', 'X57P01', false, false, false],
    ['a code only begins like a temporary one', 'odd', '40001X', false, false, false],
    ['a code only ends like one of SQLite’s', 'odd', 'NO_SQLITE_BUSY', false, false, false],
    ['a code only ends like one of a socket', 'odd', 'X_ECONNRESET', false, false, false],
    ['a code begins like the one of a broken pipe', 'odd', 'EPIPELINE', true, false, false],
    ['only the value contains a driver’s message', 'bad value: Connection terminated', '23514', false, false, false], // prettier-ignore
  ])('classifies an error when %s', (_, message, code, isTemporary, conflicts, isUnknown) => {
    const error = storageError(failure(message, code));
    expect((error as { code?: string }).code === 'temporarily_unavailable').toBe(isTemporary);
    expect([isConflict(error), isOutcomeUnknown(error)]).toEqual([conflicts, isUnknown]);
  });

  it('returns a temporary error with its code and the driver’s error for the log', () => {
    const busy = storageError(failure('database is locked', 'SQLITE_BUSY'));
    expect(busy).toMatchObject({
      code: 'temporarily_unavailable',
      detail: 'database: SQLITE_BUSY',
      cause: { name: 'StorageFault', message: 'database is locked', code: 'SQLITE_BUSY' },
    });
    const lost = storageError(failure('Connection terminated'));
    expect(lost).toMatchObject({ detail: 'database: connection lost', cause: { code: '' } });
    const exhausted = storageError(failure('timeout exceeded when trying to connect'));
    expect(exhausted).toMatchObject({ detail: 'database: no free connection' });
  });

  it.each([
    ['too long for its column', '22001'],
    ['not in the encoding of the server', '22021'],
    ['not a character of the encoding', '22P05'],
    ['out of range', '22003'],
    ['not a number', '22P02'],
    ['too large for an index', '54000'],
    ['too large for SQLite', 'SQLITE_TOOBIG'],
    ['of another type for SQLite', 'SQLITE_MISMATCH'],
  ])('returns invalid_request when a value is %s', (_, code) => {
    expect(storageError(failure('value "hunter2"', code))).toMatchObject({
      name: 'AuthError',
      code: 'invalid_request',
      message: 'The request is not valid.',
      detail: `database: ${code}`,
    });
  });

  it.each(['2200', '220011', 'X22001', '23505', '42601', 'SQLITE_ERROR'])(
    'returns a StorageFault for the code %s',
    (code) => {
      expect(storageError(failure('odd', code))).toMatchObject({ name: 'StorageFault' });
    },
  );

  it('keeps the stack, without the row’s values that drivers add', () => {
    const error = Object.assign(failure('duplicate key', '23505'), {
      detail: 'Key (username)=(alice) already exists.',
    });
    const fault = storageError(error) as Error;
    expect(fault.stack).toBe(error.stack);
    expect(Object.values(fault)).toEqual(['StorageFault', '23505']);
  });

  it('adds its own stack to an error without one', () => {
    const error = { message: 'odd' } as Error;
    expect((storageError(error) as Error).stack).toContain('storageError');
  });

  it('returns an AuthError unchanged', () => {
    const error = new AuthError('temporarily_unavailable');
    expect(storageError(error)).toBe(error);
  });

  it('ignores a code that is not a string', () => {
    expect(storageError(Object.assign(new Error('odd'), { code: 5 }))).toMatchObject({ code: '' });
  });

  it('returns the only errors that isConflict and isOutcomeUnknown recognize', () => {
    const others = [new Error('odd'), failure('odd', 'ECONNRESET'), new AuthError('invalid_token')];
    expect(others.map(isOutcomeUnknown)).toEqual([false, false, false]);
    expect(others.map(isConflict)).toEqual([false, false, false]);
  });
});

describe('isRolledBack', () => {
  it.each([
    '40P01',
    '40001',
    '57014',
    '55P03',
    '22021',
    '23514',
    '42601',
    'P0001',
    'XX001',
    'SQLITE_CONSTRAINT_TRIGGER',
    'SQLITE_TOOBIG',
    'SQLITE_ERROR',
  ])('returns true for the code %s of a failed statement', (code) => {
    expect(isRolledBack(storageError(failure('odd', code)))).toBe(true);
  });

  it.each([
    '08006',
    '53300',
    '57P01',
    '57P03',
    '25006',
    '40003',
    'ECONNRESET',
    'EPIPE',
    'SQLITE_BUSY',
    'SQLITE_BUSY_FOREIGN_TRANSACTION',
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    undefined,
  ])('returns false for the code %s of a lost or unavailable database', (code) => {
    expect(isRolledBack(storageError(failure('odd', code)))).toBe(false);
  });

  it('returns false for an error that is not of a database', () => {
    expect([undefined, null, new AuthError('invalid_token')].map(isRolledBack)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
