import { expect, it } from '@jest/globals';
import { AuthError } from './auth-error.js';
import { safeReasonOf } from './safe-reason.js';

const withMembers = (members: object) => Object.assign(new TypeError('a secret'), members);

it.each<[string, unknown, string]>([
  ['the detail of an AuthError', new AuthError('temporarily_unavailable', { detail: 'x' }), 'x'],
  ['the code of an AuthError without a detail', new AuthError('user_not_found'), 'user_not_found'],
  ['the code of another error', withMembers({ code: 'ECONNRESET' }), 'ECONNRESET'],
  ['no detail of another error', withMembers({ detail: 'Key (name)=(alice)' }), 'TypeError'],
  ['the name if the code is empty', withMembers({ code: '' }), 'TypeError'],
  ['the name if the code is a number', withMembers({ code: 5 }), 'TypeError'],
  ['a fixed text for a value without a name', 'a secret', 'unknown error'],
  ['a fixed text for null', null, 'unknown error'],
])('safeReasonOf returns %s', (_, error, reason) => {
  expect(safeReasonOf(error)).toBe(reason);
});
