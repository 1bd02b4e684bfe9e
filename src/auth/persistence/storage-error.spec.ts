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
    ['the statement is wrong', 'syntax error', '42601', false, false, false],
  ])('where %s', (_, message, code, passes, conflicts, isUnknown) => {
    const error = storageError(failure(message, code));
    expect(error instanceof AuthError).toBe(passes);
    expect([isConflict(error), isOutcomeUnknown(error)]).toEqual([conflicts, isUnknown]);
  });
});
