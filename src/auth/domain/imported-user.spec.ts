import { describe, expect, it } from '@jest/globals';
import { readImportedUser, unusedMembers } from './imported-user.js';

const HASH = 'pbkdf2_sha256$1$salt$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const NOTHING = {
  id: undefined,
  email: undefined,
  password: undefined,
  isActive: undefined,
  createdAt: undefined,
  lastLoginAt: undefined,
  passwordChangedAt: undefined,
};

const UNKNOWN = 'the password hash has an unknown format, so it was not imported';

describe('readImportedUser', () => {
  it.each<[string, object, object]>([
    ['a name alone', {}, {}],
    ['an ID of digits', { id: '9007199254740993' }, { id: '9007199254740993' }],
    ['members that are null', { id: null, password: null, is_active: null, last_login: null }, {}],
    ['an email address', { email: 'A@x.org' }, { email: 'A@x.org' }],
    ['no email address', { email: null }, { email: null }],
    ['no email address, as Django writes it', { email: '' }, { email: null }],
    ["Django's name of the hash", { password: HASH }, { password: { kind: 'hash', hash: HASH } }],
    ['a hash', { password_hash: HASH }, { password: { kind: 'hash', hash: HASH } }],
    ['a plain password', { password_plain: ' p ' }, { password: { kind: 'plain', plain: ' p ' } }],
    ['an unusable password of Django', { password: '!abc' }, { password: { kind: 'hash', hash: '' } }], // prettier-ignore
    ['an empty hash', { password: '' }, {}],
    ['an empty hash and a plain password', { password: '', password_plain: 'p' }, { password: { kind: 'plain', plain: 'p' } }], // prettier-ignore
    ['a boolean', { is_active: false }, { isActive: false }],
    ['true as Python writes it', { is_active: 'True' }, { isActive: true }],
    ['true as PostgreSQL writes it', { is_active: 't' }, { isActive: true }],
    ['a number for false', { is_active: '0' }, { isActive: false }],
    ['a name with a space inside', { username: 'a b' }, { username: 'a b' }],
    ['a name that new users cannot have', { username: 'a\u200bb' }, { username: 'a\u200bb' }],
    ['a decomposed name, as it is', { username: 'e\u0301' }, { username: 'e\u0301' }],
    ['values of the maximum length', { username: 'n'.repeat(255), id: 'i'.repeat(255) }, { username: 'n'.repeat(255), id: 'i'.repeat(255) }], // prettier-ignore
  ])('reads %s', (_, record, expected) => {
    expect(readImportedUser({ username: 'alice', ...record })).toEqual({
      kind: 'read',
      user: { ...NOTHING, username: 'alice', ...expected },
      notes: [],
    });
  });

  it.each([
    ['2024-02-03T04:05:06Z', '2024-02-03T04:05:06.000Z'],
    ['2024-02-03T04:05:06.789Z', '2024-02-03T04:05:06.789Z'],
    ['2024-02-03T04:05:06.789', '2024-02-03T04:05:06.789Z'],
    ['2024-02-03 04:05:06.789123+02', '2024-02-03T02:05:06.789Z'],
    ['2024-02-03T04:05:06-05:30', '2024-02-03T09:35:06.000Z'],
    ['2024-02-03T04:05:06+0100', '2024-02-03T03:05:06.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads the time %s', (text, iso) => {
    const times = { date_joined: text, last_login: text, password_changed: text };
    const time = Date.parse(iso);
    expect(readImportedUser({ username: 'alice', ...times })).toMatchObject({
      user: { createdAt: time, lastLoginAt: time, passwordChangedAt: time },
    });
  });

  const NO_TIME = 'is not a time from 1970 to 9999, such as 2026-01-31T12:00:00Z';

  it.each<[string, object, string[]]>([
    ['without a name', { username: undefined }, ['username is missing']],
    ['with a name that is null', { username: null }, ['username is missing']],
    ['with a blank name', { username: ' ' }, ['username is blank']],
    ['with a name that is too long', { username: 'n'.repeat(256) }, ['username is longer than 255 characters']], // prettier-ignore
    ['with a name that cannot be stored', { username: 'a\0' }, ['username has characters that cannot be stored: U+0000, U+FFFD or lone surrogates']], // prettier-ignore
    ['with a name that was decoded wrongly', { username: '\ufffd' }, ['username has characters that cannot be stored: U+0000, U+FFFD or lone surrogates']], // prettier-ignore
    ['with a name that is a list', { username: ['a'] }, ['username is not a text']],
    ['with an empty ID', { id: '' }, ['id is blank']],
    ['with an email address that is too long', { email: 'e'.repeat(321) }, ['email is longer than 320 characters']], // prettier-ignore
    ['with a hash that is too long', { password: 'h'.repeat(256) }, ['password_hash is longer than 255 characters']], // prettier-ignore
    ['with a hash of another type', { password: {} }, ['password_hash is not a text']],
    ['with a plain password of another type', { password_plain: true }, ['password_plain is not a text']], // prettier-ignore
    ['with a hash and a plain password', { password: HASH, password_plain: 'p' }, ['password_plain is given together with a hash']], // prettier-ignore
    ['with two hashes', { password: HASH, password_hash: HASH }, ['password_hash is given twice: as password_hash and as password']], // prettier-ignore
    ['with an unknown state', { is_active: 'yes' }, ['is_active is not true or false']],
    ['with two mistakes', { id: '', created_at: 'x' }, ['id is blank', `created_at ${NO_TIME}`]],
    ['with a day that does not exist', { created_at: '2024-02-30' }, [`created_at ${NO_TIME}`]],
    ['with an hour that does not exist', { last_login: '2024-02-03T25:00:00Z' }, [`last_login_at ${NO_TIME}`]], // prettier-ignore
    ['with a month that does not exist', { last_login: '2024-13-03' }, [`last_login_at ${NO_TIME}`]], // prettier-ignore
    ['with a time before 1970', { created_at: '1969-12-31' }, [`created_at ${NO_TIME}`]],
    ['with a time after 9999', { created_at: '9999-12-31T23:59:59-12:00' }, [`created_at ${NO_TIME}`]], // prettier-ignore
    ['with the end of 9999', { last_login: '9999-12-31T24:00:00Z' }, [`last_login_at ${NO_TIME}`]], // prettier-ignore
    ['with a time that is a boolean', { created_at: true }, [`created_at ${NO_TIME}`]],
    ['with another form of a date', { created_at: '31.01.2024' }, [`created_at ${NO_TIME}`]],
  ])('refuses a user %s', (_, record, reasons) => {
    const result = readImportedUser({ username: 'alice', ...record });
    expect(result).toMatchObject({ kind: 'refused', reasons });
  });

  it.each([
    ['alice', { id: '' }, 'alice'],
    ['no name', { username: '' }, null],
  ])('a refused user has the name if the file has one: %s', (_, record, username) => {
    expect(readImportedUser({ username: 'alice', ...record })).toMatchObject({ username });
  });

  it.each([
    ['an unsalted digest', '0cc175b9c0f1b6a831c399e269772661'],
    ['a salted digest of Django', 'md5$salt$0cc175b9c0f1b6a831c399e269772661'],
    ['a plain password in the wrong member', 'violet kettle harbor'],
  ])('reads a user without a password, and reports it, if the hash is %s', (_, password) => {
    const result = readImportedUser({ username: 'alice', password });
    const user = { ...NOTHING, username: 'alice' };
    expect(result).toEqual({ kind: 'read', user, notes: [UNKNOWN] });
  });

  it('reports a name that no log-in can send', () => {
    const notes = [expect.stringMatching(/^username has white space at an edge/)];
    expect(readImportedUser({ username: ' alice' })).toMatchObject({ kind: 'read', notes });
  });

  it('keeps white space at the edges of an email address, with a note', () => {
    const notes = [expect.stringMatching(/^email has white space at an edge/)];
    const read = readImportedUser({ username: 'a', email: ' a@x.org' });
    expect(read).toMatchObject({ kind: 'read', user: { email: ' a@x.org' }, notes });
  });

  it('no reason and no note contains a value', () => {
    const secret = 'hunter2';
    const names = ['id', 'username', 'email', 'password', 'is_active', 'created_at', 'last_login'];
    for (const name of [...names, 'password_changed', 'password_plain']) {
      for (const value of [secret, `\0${secret}`, secret.repeat(99), [secret], { secret }]) {
        const result = readImportedUser({ username: 'a', [name]: value });
        const texts = result.kind === 'read' ? result.notes : result.reasons;
        expect(texts.join()).not.toContain(secret);
      }
    }
  });
});

describe('unusedMembers', () => {
  it('returns the names of members that the import does not use', () => {
    const record = { id: '1', username: 'a', date_joined: 'x', first_name: 'A', groups: [] };
    expect(unusedMembers(record)).toEqual(['first_name', 'groups']);
  });
});
