import { describe, expect, it } from '@jest/globals';
import { describeError } from './describe-error.js';

describe('describeError', () => {
  it('returns the name, message, code and stack', () => {
    const error = Object.assign(new TypeError('no such thing'), { code: 'E_NONE' });
    const { stack, ...rest } = describeError(error);
    expect(rest).toEqual({ type: 'TypeError', message: 'no such thing', code: 'E_NONE' });
    expect(stack).toMatch(/^ {4}at .*describe-error\.spec/);
  });

  it('returns at most five causes', () => {
    const error = new Error('the end', { cause: undefined });
    error.cause = error;
    let depth = 0;
    for (let one = describeError(error); one.cause !== undefined; one = one.cause) depth++;
    expect(depth).toBe(5);
  });

  it('omits the row that a driver adds', () => {
    const row = { detail: 'Key (username)=(secret) already exists.', parameters: ['secret'] };
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', ...row });
    const error = Object.assign(new Error('failed', { cause }), { query: 'secret' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret');
  });

  it('omits a value that PostgreSQL could not parse', () => {
    const message = 'invalid input syntax for type uuid: "secret"';
    const error = Object.assign(new Error(message), { code: '22P02' });
    expect(JSON.stringify(describeError(error))).not.toContain('secret');
    expect(describeError(error).code).toBe('22P02');
  });

  it.each(['secret', { secret: 'secret' }, undefined, null])(
    'omits the thrown value %p',
    (thrown) => {
      expect(describeError(thrown).message).toBe('a value that is not an Error');
    },
  );
});
