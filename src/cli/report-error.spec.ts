import { beforeEach, describe, expect, it } from '@jest/globals';
import { TestIo } from '../../test/support/command-io.js';
import { AuthOptionsError } from '../auth/config/option-problems.js';
import { AuthError } from '../auth/domain/auth-error.js';
import { UserConflictError } from '../auth/domain/user-directory.js';
import { ConfigurationError } from '../service/configuration/configuration-error.js';
import { ExitError } from './exit-error.js';
import { reportError } from './report-error.js';
import { UsageError } from './usage-error.js';

describe('reportError', () => {
  let io: TestIo;
  beforeEach(() => {
    io = new TestIo();
  });

  const authError = new AuthError('temporarily_unavailable', { detail: 'the database is locked' });
  const unavailable = 'Service temporarily unavailable, try again later. (the database is locked)';

  it.each<[string, Error, number, string]>([
    ['an operational error', new UserConflictError('username'), 1, 'Another user has this username.'], // prettier-ignore
    ['an error in the input', new UsageError('Give a name.'), 2, 'Give a name.'],
    ['an AuthError with its detail', authError, 1, unavailable],
    ['an AuthError without a detail', new AuthError('user_not_found'), 1, 'User not found'],
    ['each problem of the configuration', new ConfigurationError(['A is missing.', 'B is empty.']), 78, 'Invalid configuration:\n- A is missing.\n- B is empty.'], // prettier-ignore
    ['each problem of the options', new AuthOptionsError(['secret is missing.']), 1, 'Invalid configuration:\n- secret is missing.'], // prettier-ignore
    ['nothing for a failure that was already printed', new ExitError(3), 3, ''],
  ])('prints %s without a stack', (_, error, exitStatus, text) => {
    expect(reportError(io, error, false)).toBe(exitStatus);
    expect(io.stderr.text.trimEnd()).toBe(text);
  });

  it('prints the stack of any other error, but no detail', () => {
    const error = Object.assign(new Error('duplicate key'), { detail: 'Key (username)=(alice)' });
    expect(reportError(io, error, false)).toBe(1);
    expect(io.stderr.text).toBe(`${error.stack}\n`);
  });

  it('prints a value that is not an error', () => {
    expect(reportError(io, 'a text', false)).toBe(1);
    expect(io.stderr.text).toMatch(/^Error: a text\n/);
  });

  it.each<[string, Error, object]>([
    ['an AuthError', authError, { error: unavailable }],
    ['an invalid configuration', new ConfigurationError(['A is missing.']), { error: 'A is missing.', problems: ['A is missing.'] }], // prettier-ignore
    ['any other error', Object.assign(new Error('fault'), { detail: 'a row' }), { error: 'fault' }],
  ])('prints %s as JSON', (_, error, expected) => {
    reportError(io, error, true);
    expect(JSON.parse(io.stderr.text)).toEqual(expected);
  });

  it('escapes invisible characters in JSON', () => {
    reportError(io, new UsageError('Unknown: \u202e'), true);
    expect(io.stderr.text).toBe('{"error":"Unknown: \\u202e"}\n');
  });
});
