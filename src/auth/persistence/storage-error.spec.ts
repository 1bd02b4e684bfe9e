import { describe, expect, it } from '@jest/globals';
import { AuthError } from '../domain/auth-error.js';
import { isConflict, isOutcomeUnknown, storageError } from './storage-error.js';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

type Row = [string, string, string | undefined, boolean, boolean, boolean];

describe('a failure of the storage', () => {
  it.each<Row>([
    // What happened, its message, its code; whether it passes, is a conflict, leaves us in doubt.
    ['the server gave the statement up', 'canceling statement', '57014', true, false, false],
    ['we gave the statement up: no time to ask again', 'Query read timeout', undefined, true, false, false], // prettier-ignore
    ['the connection was lost', 'Connection terminated unexpectedly', undefined, true, false, true],
    ['the connection was reset', 'read ECONNRESET', 'ECONNRESET', true, false, true],
    ['the server is shut down', 'terminating connection', '57P01', true, false, true],
    ['no connection came about', 'Connection terminated due to connection timeout', undefined, true, false, false], // prettier-ignore
    ['no connection was free', 'timeout exceeded when trying to connect', undefined, true, false, false], // prettier-ignore
    ['a connection of its own came too late', 'timeout expired', undefined, true, false, false],
    ['nobody listens', 'connect ECONNREFUSED', 'ECONNREFUSED', true, false, false],
    ['two stood in each other’s way', 'deadlock detected', '40P01', true, true, false],
    ['SQLite is busy', 'database is locked', 'SQLITE_BUSY', true, false, false],
    ['the pool was closed', 'Cannot use a pool after calling end on the pool', undefined, true, false, false], // prettier-ignore
    ['the file was closed', 'The database connection is not open', undefined, true, false, false],
    ['the server gives up under load', 'too many clients', '53300', true, false, false],
    ['the server only reads, after a failover', 'read-only transaction', '25006', true, false, false], // prettier-ignore
    ['a transaction could not be serialized', 'could not serialize access', '40001', true, true, false], // prettier-ignore
    ['the pipe is broken', 'write EPIPE', 'EPIPE', true, false, true],
    ['the statement is wrong', 'syntax error', '42601', false, false, false],
    ['the driver says nothing of the kind', 'out of memory', undefined, false, false, false],
    ['a code only ends like one that passes', 'odd', 'X57P01', false, false, false],
    ['a code only begins like one that passes', 'odd', '40001X', false, false, false],
    ['a code only ends like one of SQLite’s', 'odd', 'NO_SQLITE_BUSY', false, false, false],
    ['a code only ends like one of a socket', 'odd', 'X_ECONNRESET', false, false, false],
    ['a code begins like that of a broken pipe', 'odd', 'EPIPELINE', true, false, false],
    ['only the value quotes the driver', 'bad value: Connection terminated', '23514', false, false, false], // prettier-ignore
  ])('where %s', (_, message, code, passes, conflicts, isUnknown) => {
    const error = storageError(failure(message, code));
    expect((error as { code?: string }).code === 'temporarily_unavailable').toBe(passes);
    expect([isConflict(error), isOutcomeUnknown(error)]).toEqual([conflicts, isUnknown]);
  });

  it('that passes is told by its code, and keeps what the driver said for the log', () => {
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
    ['no character of the encoding', '22P05'],
    ['out of range', '22003'],
    ['no number', '22P02'],
    ['too large for an index', '54000'],
    ['too large for SQLite', 'SQLITE_TOOBIG'],
    ['of another type for SQLite', 'SQLITE_MISMATCH'],
  ])('is an invalid request when a value is %s', (_, code) => {
    expect(storageError(failure('value "hunter2"', code))).toMatchObject({
      name: 'AuthError',
      code: 'invalid_request',
      message: 'The request is not valid.',
      detail: `database: ${code}`,
    });
  });

  it.each(['2200', '220011', 'X22001', '23505', '42601', 'SQLITE_ERROR'])(
    'is a StorageFault when its code is %s',
    (code) => {
      expect(storageError(failure('odd', code))).toMatchObject({ name: 'StorageFault' });
    },
  );

  it('keeps where it came from, and none of the row’s values, which drivers add', () => {
    const error = Object.assign(failure('duplicate key', '23505'), {
      detail: 'Key (username)=(alice) already exists.',
    });
    const fault = storageError(error) as Error;
    expect(fault.stack).toBe(error.stack);
    expect(Object.values(fault)).toEqual(['StorageFault', '23505']);
  });

  it('that came without a stack says at least where it was found', () => {
    const error = { message: 'odd' } as Error;
    expect((storageError(error) as Error).stack).toContain('storageError');
  });

  it('is told once: what is an AuthError already stays that one', () => {
    const told = new AuthError('temporarily_unavailable');
    expect(storageError(told)).toBe(told);
  });

  it('whose code is no text has none', () => {
    expect(storageError(Object.assign(new Error('odd'), { code: 5 }))).toMatchObject({ code: '' });
  });

  it('leaves nobody in doubt who never asked a database', () => {
    const others = [new Error('odd'), failure('odd', 'ECONNRESET'), new AuthError('invalid_token')];
    expect(others.map(isOutcomeUnknown)).toEqual([false, false, false]);
    expect(others.map(isConflict)).toEqual([false, false, false]);
  });
});
