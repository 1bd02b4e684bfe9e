import { describe, expect, it } from '@jest/globals';
import {
  chooseLogin,
  describeConflict,
  forbiddenConflicts,
  type LoginCandidate,
  type LoginField,
  loginKeysOf,
  type LoginRules,
  spellingKeyOf,
} from './login-name.js';

const rules = (
  usernameCase: LoginRules['usernameCase'],
  ...loginFields: LoginField[]
): LoginRules => ({
  usernameCase,
  loginFields,
});

const SENSITIVE = rules('sensitive', 'username');
const INSENSITIVE = rules('insensitive', 'username');
const EMAIL = rules('sensitive', 'email');
const INSENSITIVE_EMAIL = rules('insensitive', 'email');
const BOTH = rules('sensitive', 'username', 'email');
const INSENSITIVE_BOTH = rules('insensitive', 'email', 'username');

describe('loginKeysOf', () => {
  const [name, key] = ['Al', 'al'];
  it.each([
    ['sensitive, username', SENSITIVE, [name, null, null]],
    ['insensitive, username', INSENSITIVE, [name, key, null]],
    ['sensitive, email', EMAIL, [null, null, key]],
    ['insensitive, email', INSENSITIVE_EMAIL, [null, null, key]],
    ['sensitive, username and email', BOTH, [name, null, key]],
    ['insensitive, username and email', INSENSITIVE_BOTH, [name, key, key]],
  ])('returns what a log-in compares: %s', (_, given, [username, usernameKey, emailKey]) => {
    expect(loginKeysOf('Al', given)).toEqual({ username, usernameKey, emailKey });
  });
});

describe('spellingKeyOf', () => {
  it.each<[string, string, LoginRules['usernameCase'], LoginField[]]>([
    ['Alice', 'Alice', 'sensitive', ['username']],
    ['A@x', 'A@x', 'sensitive', ['username']],
    ['Alice', 'alice', 'insensitive', ['username']],
    ['A@x', 'a@x', 'insensitive', ['username', 'email']],
    ['Alice', 'Alice', 'sensitive', ['username', 'email']],
    ['A@x', 'a@x', 'sensitive', ['username', 'email']],
    ['Alice', 'alice', 'sensitive', ['email']],
    ['A@x', 'a@x', 'sensitive', ['email']],
    ['A\uff20x', 'a@x', 'sensitive', ['username', 'email']],
    ['A\ufe6bx', 'a@x', 'sensitive', ['username', 'email']],
  ])('of %s is %s for %s names and the fields %j', (sent, key, usernameCase, loginFields) => {
    expect(spellingKeyOf(sent, { usernameCase, loginFields })).toBe(key);
  });
});

describe('chooseLogin', () => {
  const bob = { username: 'Bob', usernameKey: 'bob', emailKey: 'bob@x.org' };
  const other = { username: 'bob', usernameKey: null, emailKey: null };
  const named = { username: 'Bob@x.org', usernameKey: 'bob@x.org', emailKey: null };
  const strange = { username: 'eve', usernameKey: 'eve', emailKey: 'bob' };

  type Case = [string, LoginCandidate[], string, LoginRules, LoginCandidate | null];
  it.each<Case>([
    ['finds no user among none', [], 'Bob', BOTH, null],
    ['finds a name as it is stored', [bob], 'Bob', SENSITIVE, bob],
    ['finds no other case', [bob], 'BOB', SENSITIVE, null],
    ['finds another case with insensitive names', [bob], 'BOB', INSENSITIVE, bob],
    ['prefers the stored spelling', [bob, other], 'bob', INSENSITIVE, other],
    ['finds an email address without case', [bob], 'BOB@X.org', BOTH, bob],
    ['finds no email address without the field', [bob], 'bob@x.org', INSENSITIVE, null],
    ['finds no name without the field', [bob], 'Bob', EMAIL, null],
    ['finds no name without case without the field', [bob], 'bob', INSENSITIVE_EMAIL, null],
    ['prefers a name to an email address', [bob, named], 'Bob@x.org', BOTH, named],
    ['prefers another case of a name to an email address', [strange, bob], 'bOb', INSENSITIVE_BOTH, bob], // prettier-ignore
    ['finds an email address although a name is similar', [bob, named], 'bob@x.org', BOTH, bob],
  ])('%s', (_, found, sent, given, expected) => {
    expect(chooseLogin(found, loginKeysOf(sent, given))).toBe(expected);
  });
});

describe('forbiddenConflicts', () => {
  it.each([
    ['sensitive, username', SENSITIVE, []],
    ['insensitive, username', INSENSITIVE, ['name']],
    ['sensitive, email', EMAIL, ['email']],
    ['insensitive, email', INSENSITIVE_EMAIL, ['name', 'email']],
    ['sensitive, username and email', BOTH, ['email', 'email_of_name']],
    ['insensitive, username and email', INSENSITIVE_BOTH, ['name', 'email', 'email_of_name']],
  ])('returns the conflicts that are not allowed: %s', (_, given, expected) => {
    expect(forbiddenConflicts(given)).toEqual(expected);
  });
});

describe('describeConflict', () => {
  it.each([
    ['name', 'have the same name without case.'],
    ['email', 'have the same email address.'],
    ['email_of_name', 'share a text: the email address of one is the name of the other.'],
  ] as const)('describes the conflict %s with all names', (kind, text) => {
    const usernames = ['a"b', 'c'];
    expect(describeConflict({ kind, usernames })).toBe(`The users "a\\"b", "c" ${text}`);
  });
});
