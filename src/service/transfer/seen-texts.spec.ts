import { expect, it } from '@jest/globals';
import type { LoginRules } from '../../auth/domain/login-name.js';
import type { ImportedUser } from '../../auth/domain/imported-user.js';
import { LoginTexts } from './login-texts.js';
import { SeenTexts } from './seen-texts.js';

it('SeenTexts returns the first place of each of many texts', () => {
  const seen = new SeenTexts();
  const texts = Array.from({ length: 20_000 }, (_, index) => `text ${index}`);
  texts.forEach((text, index) => {
    expect(seen.placeOf(text)).toBeUndefined();
    seen.add(text, index + 1);
    seen.add(text, 7);
  });
  expect(texts.map((text) => seen.placeOf(text))).toEqual(texts.map((_, index) => index + 1));
});

const SENSITIVE: LoginRules = { usernameCase: 'sensitive', loginFields: ['username'] };
const CASELESS: LoginRules = { usernameCase: 'insensitive', loginFields: ['username'] };
const EMAIL: LoginRules = { usernameCase: 'sensitive', loginFields: ['email'] };
const BOTH: LoginRules = { usernameCase: 'sensitive', loginFields: ['username', 'email'] };

const first = { id: '1', username: 'Al', email: 'Al@x.org' };
const other = { id: '2', username: 'bo', email: 'bo@x.org' };

it.each<[string, LoginRules, Partial<ImportedUser>, string | undefined]>([
  ['another user', BOTH, {}, undefined],
  ['the same ID', SENSITIVE, { id: '1' }, 'id'],
  ['an ID that is the name of the first', SENSITIVE, { id: 'Al' }, undefined],
  ['the same name', SENSITIVE, { username: 'Al' }, 'username'],
  ['no ID and the same name', SENSITIVE, { id: undefined, username: 'Al' }, 'username'],
  ['the name in another case', SENSITIVE, { username: 'AL' }, undefined],
  ['the name in another case, without case', CASELESS, { username: 'AL' }, 'username'],
  ['the same email address', SENSITIVE, { email: 'Al@x.org' }, undefined],
  ['the same email address, for log-ins', EMAIL, { email: 'AL@x.org' }, 'email'],
  ['a name that is the email address, by email only', EMAIL, { username: 'al@x.org' }, undefined],
  ['a name that is the email address', BOTH, { username: 'al@x.org' }, 'username'],
  ['an email address that is the name', BOTH, { email: 'al' }, 'email'],
  ['the name in another case, by name or email', BOTH, { username: 'AL' }, undefined],
  ['the own name as email address', BOTH, { username: 'c@x.org', email: 'c@x.org' }, undefined],
])(
  'LoginTexts finds the member that a user shares with an earlier one of the file: %s',
  (_, rules, change, member) => {
    const texts = new LoginTexts(rules);
    expect(texts.find(first as ImportedUser)).toBeUndefined();
    texts.add(first as ImportedUser, 1);
    const expected = member === undefined ? undefined : { member, place: 1 };
    expect(texts.find({ ...other, ...change } as ImportedUser)).toEqual(expected);
  },
);
