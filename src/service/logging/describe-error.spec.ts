import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.js';

describe('an error in the log', () => {
  it('says its name, message, code and place', () => {
    const error = Object.assign(new TypeError('no such thing'), { code: 'E_NONE' });
    const { stack, ...rest } = describeError(error);
    expect(rest).toEqual({ type: 'TypeError', message: 'no such thing', code: 'E_NONE' });
    expect(stack).toMatch(/^ {4}at .*describe-error\.spec/);
  });

  it('says its causes, as far as five', () => {
    const error = new Error('the end', { cause: undefined });
    error.cause = error;
    let depth = 0;
    for (let one = describeError(error); one.cause !== undefined; one = one.cause) depth++;
    expect(depth).toBe(5);
  });

  it('says nothing of the row that a driver hangs on it', () => {
    const row = { detail: 'Key (username)=(secret) already exists.', parameters: ['secret'] };
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', ...row });
    const error = Object.assign(new Error('failed', { cause }), { query: 'secret' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret');
  });

  it('says nothing of a value that PostgreSQL could not read', () => {
    const message = 'invalid input syntax for type uuid: "secret"';
    const error = Object.assign(new Error(message), { code: '22P02' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret');
    expect(describeError(error).code).toBe('22P02');
  });

  it.each(['secret', { secret: 'secret' }, undefined, null])('says nothing of %p', (thrown) => {
    expect(describeError(thrown).message).toBe('something that is no error');
  });
});
