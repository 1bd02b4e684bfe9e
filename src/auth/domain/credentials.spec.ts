import { describe, expect, it } from '@jest/globals';
import {
  type CredentialsResult,
  classifyCredentials,
  passwordHashOf,
  readCredentials,
} from './credentials.js';
import type { UserWithPasswordHash } from './user.js';

/** The result has no password hash. */
const USER = { id: '1', username: 'alice', tokenVersion: 0, isActive: true };
const ALICE = { ...USER, passwordHash: '$' };
const INACTIVE = { ...ALICE, isActive: false };
const HASHLESS = { ...ALICE, passwordHash: null };
const INACTIVE_HASHLESS = { ...INACTIVE, passwordHash: null };

describe('classifyCredentials', () => {
  it.each<[CredentialsResult['kind'], string, UserWithPasswordHash | null, boolean]>([
    ['unknown_user', 'there is no such user', null, false],
    ['unknown_user', 'there is no such user, and the dummy hash matches', null, true],
    ['accepted', 'the user is active and the password matches', ALICE, true],
    ['wrong_password', 'the password does not match', ALICE, false],
    ['inactive_user', 'the user is inactive and the password matches', INACTIVE, true],
    ['wrong_password', 'the user is inactive and the password does not match', INACTIVE, false],
    ['wrong_password', 'the user has no password', HASHLESS, false],
    ['wrong_password', 'the user has no password, and the dummy hash matches', HASHLESS, true],
    ['wrong_password', 'the user is inactive and has no password', INACTIVE_HASHLESS, false],
    ['wrong_password', 'the same user matches the dummy hash', INACTIVE_HASHLESS, true],
  ])('returns %s when %s', (kind, _, user, matches) => {
    const subject = kind === 'accepted' ? { user: USER } : { userId: user?.id ?? null };
    expect(classifyCredentials(user, matches)).toEqual({ kind, ...subject });
  });
});

it.each([
  ['null', null, null],
  ['undefined', undefined, null],
  ['an empty text', '', null],
  ['a buffer', Buffer.from('$'), null],
  ['a text', '$', '$'],
])('passwordHashOf reads a passwordHash that is %s', (_, passwordHash, expected) => {
  const user = { ...ALICE, passwordHash } as UserWithPasswordHash;
  expect(passwordHashOf(user)).toBe(expected);
  const kind = expected === null ? 'wrong_password' : 'accepted';
  expect(classifyCredentials(user, true)).toMatchObject({ kind });
});

describe('readCredentials', () => {
  const REQUIRED = 'This field is required.';
  const NO_STRING = 'Not a valid string.';
  const NULL = 'Null characters are not allowed.';
  const REPLACEMENT = 'Replacement characters are not allowed: U+FFFD.';

  it('trims the user name and returns the password unchanged', () => {
    const sent = { username: ' alice\n', password: ' p ' };
    expect(readCredentials(sent)).toEqual({ username: 'alice', password: ' p ' });
  });

  it.each<[string, object, object]>([
    ['both are missing', {}, { username: [REQUIRED], password: [REQUIRED] }],
    ['the name was damaged', { username: '\ufffd', password: 'p' }, { username: [REPLACEMENT] }],
    [
      'the password was damaged',
      { username: 'a', password: '\ufffd' },
      { password: [REPLACEMENT] },
    ],
    ['the name is an object', { username: {}, password: 'p' }, { username: [NO_STRING] }],
    ['the name has U+0000', { username: 'a\0', password: 'p' }, { username: [NULL] }],
  ])('throws invalid_request with the invalid fields when %s', (_, sent, fields) => {
    const read = () => readCredentials(sent as { username: string; password: string });
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_request', fields }));
  });
});
