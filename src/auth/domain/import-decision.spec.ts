import { describe, expect, it } from '@jest/globals';
import { decideImport, type ImportCandidates, type ImportOptions } from './import-decision.js';
import type { ImportedUser } from './imported-user.js';

const hash = { kind: 'hash', hash: 'h' } as const;
const STORED = { id: '1', username: 'alice', email: 'a@x.org', isActive: true, lastLoginAt: 500 };
const OTHER = { ...STORED, id: '2', username: 'bob' };
const SAME: ImportedUser = {
  id: '1',
  username: 'alice',
  email: 'a@x.org',
  password: hash,
  isActive: true,
  createdAt: 1,
  lastLoginAt: 500,
  passwordChangedAt: 1,
};

const NONE: ImportCandidates = { byId: null, byName: null, byLogin: null };
const FOUND: ImportCandidates = { byId: STORED, byName: STORED, byLogin: null };

const decide = (
  user: Partial<ImportedUser>,
  found: Partial<ImportCandidates>,
  options: Partial<ImportOptions> = {},
) =>
  decideImport(
    { ...SAME, ...user },
    { ...NONE, ...found },
    { update: false, hasSamePassword: true, ...options },
  );

const TAKEN = { kind: 'skip', reason: 'another user has this username' };
const AMBIGUOUS = {
  kind: 'skip',
  reason: 'a log-in with this username or email could mean another user',
};
const create = { kind: 'create' };
const unchanged = { kind: 'unchanged' };

describe('decideImport', () => {
  it.each<[string, Partial<ImportedUser>, Partial<ImportCandidates>, object]>([
    ['creates an unknown user', {}, NONE, create],
    ['creates an unknown user without an ID', { id: undefined }, NONE, create],
    ['skips a name that a user with another ID has', {}, { byName: OTHER }, TAKEN],
    ['skips a known ID with the name of another user', {}, { byId: STORED, byName: OTHER }, TAKEN],
    ['skips a text of another log-in', {}, { byLogin: OTHER }, AMBIGUOUS],
    ['skips a text of another log-in for a known user', {}, { ...FOUND, byLogin: OTHER }, AMBIGUOUS], // prettier-ignore
    ['leaves an identical user', {}, FOUND, unchanged],
    ['leaves an identical user who is found by the name', { id: undefined }, { byName: STORED }, unchanged], // prettier-ignore
    ['leaves a user whose own log-in is found', {}, { ...FOUND, byLogin: STORED }, unchanged],
    ['leaves a user who logged in later', { lastLoginAt: 400 }, FOUND, unchanged],
    ['leaves a user who logged in elsewhere', { lastLoginAt: 600 }, FOUND, unchanged],
    ['leaves a user of whom the file has only the name', { email: undefined, password: undefined, isActive: undefined, lastLoginAt: undefined }, FOUND, unchanged], // prettier-ignore
  ])('%s', (_, user, found, expected) => {
    expect(decide(user, found)).toEqual(expected);
  });

  it('skips a user who exists with other values, and lists the members', () => {
    const user = { username: 'Alice', email: null, isActive: false };
    expect(decide(user, FOUND, { hasSamePassword: false })).toEqual({
      kind: 'skip',
      reason:
        'the user exists with another username, email, password, is_active; change it with --update',
    });
  });

  const update = { update: true };

  it.each<[string, Partial<ImportCandidates>, string]>([
    [TAKEN.reason, { byId: STORED, byName: OTHER }, 'rename'],
    [AMBIGUOUS.reason, { ...FOUND, byLogin: OTHER }, 'rename or set-email'],
  ])('with --update, adds to "%s" how two users can exchange theirs', (reason, found, commands) => {
    expect(decide({}, found, update)).toEqual({
      kind: 'skip',
      reason: `${reason}; if the two users exchange theirs, change one of them with keyturn user ${commands}, and run the import twice`,
    });
  });

  it('adds no such remedy for a new user', () => {
    expect(decide({}, { byName: OTHER }, update)).toEqual(TAKEN);
  });

  it.each<[string, Partial<ImportedUser>, boolean, string[], string | null]>([
    ['a name', { username: 'Alice' }, true, ['username'], null],
    ['an email address', { email: 'b@x.org' }, true, ['email'], null],
    ['no email address', { email: null }, true, ['email'], null],
    ['a password', {}, false, ['password'], 'password_change'],
    ['an inactive user', { isActive: false }, true, ['is_active'], 'deactivated'],
    ['a password of an inactive user', { isActive: false }, false, ['password', 'is_active'], 'password_change'], // prettier-ignore
    ['a later log-in', { lastLoginAt: 501 }, true, ['last_login_at'], null],
  ])('updates %s', (_, user, hasSamePassword, changed, revokes) => {
    const expected = { kind: 'update', target: STORED, changed, revokes };
    expect(decide(user, FOUND, { ...update, hasSamePassword })).toEqual(expected);
  });

  it('an update activates an inactive user without a revocation', () => {
    const stored = { ...STORED, isActive: false, lastLoginAt: null };
    expect(decide({}, { byId: stored, byName: stored }, update)).toEqual({
      kind: 'update',
      target: stored,
      changed: ['is_active', 'last_login_at'],
      revokes: null,
    });
  });

  it.each<[string, Partial<ImportedUser>, Partial<ImportCandidates>, object]>([
    ['an identical user', {}, FOUND, unchanged],
    ['an unknown user', {}, NONE, create],
    ['a taken name', {}, { byName: OTHER }, TAKEN],
    ['a password that is not in the file', { password: undefined }, FOUND, unchanged],
  ])(
    'decideImport makes the same decision with --update as without it for %s',
    (_, user, found, expected) => {
      expect(decide(user, found, update)).toEqual(expected);
    },
  );
});
