import { describe, expect, it } from '@jest/globals';
import { describeLocation, parseDatabaseUrl } from './database-url.js';

describe('a DATABASE_URL', () => {
  it.each([
    ['sqlite:./data/keyturn.sqlite', './data/keyturn.sqlite'],
    ['sqlite:keyturn.sqlite', 'keyturn.sqlite'],
    ['sqlite:/var/lib/keyturn.sqlite', '/var/lib/keyturn.sqlite'],
    ['sqlite:///var/lib/keyturn.sqlite', '/var/lib/keyturn.sqlite'],
    ['sqlite:C:\\data\\keyturn.sqlite', 'C:\\data\\keyturn.sqlite'],
    ['sqlite::memory:', ':memory:'],
  ])('%s is the SQLite file %s', (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'sqlite', path });
  });

  it.each([
    'postgres://keyturn:secret@localhost:5432/keyturn',
    'postgresql://localhost/keyturn',
    'postgres://keyturn:p@ss@localhost/keyturn?sslmode=require',
    'postgres://keyturn:%23%2F%3F%40%25%20@localhost/keyturn',
    'postgres:///keyturn?host=/run/postgresql',
  ])('%s is a PostgreSQL', (url) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'postgres', url });
  });

  it.each([
    ['nothing', ''],
    ['SQLite without a path', 'sqlite:'],
    ['PostgreSQL without a host', 'postgres://'],
    ['PostgreSQL with an impossible port', 'postgres://localhost:99999/keyturn'],
    ['a path alone', './data/keyturn.sqlite'],
    ['another database', 'mysql://localhost/keyturn'],
    ['a scheme that only begins alike', 'postgresqlx://localhost/keyturn'],
    ['a password with a % in it', 'postgres://keyturn:12%secret@localhost/keyturn'],
    ['a password that ends in a %', 'postgres://keyturn:secret%@localhost/keyturn'],
    ['a password with a space in it', 'postgres://keyturn:12 secret@localhost/keyturn'],
    ['a URL with a line end in it', 'postgres://keyturn:secret@localhost/keyturn\n'],
    ['a password whose escapes are not UTF-8', 'postgres://keyturn:%E4@localhost/keyturn'],
    ['a password with a # in it', 'postgres://keyturn:12#secret@localhost/keyturn'],
    ['a password with a / in it', 'postgres://keyturn:12/secret@localhost/keyturn'],
    ['a password with a ? in it', 'postgres://keyturn:12?secret@localhost/keyturn'],
  ])('is not %s', (_, url) => {
    expect(parseDatabaseUrl(url)).toBeUndefined();
  });
});

describe('what is shown of the place of the data', () => {
  it('is the path of an SQLite file', () => {
    expect(describeLocation({ kind: 'sqlite', path: './data/x.sqlite' })).toBe('./data/x.sqlite');
  });

  it.each([
    ['postgres://keyturn:secret@localhost:5432/x', 'postgres://keyturn@localhost:5432/x'],
    ['postgres://keyturn:se@cret@localhost/x', 'postgres://keyturn@localhost/x'],
    ['postgres://localhost/x?user=keyturn&password=secret', 'postgres://localhost/x'],
    ['postgres://localhost/x', 'postgres://localhost/x'],
  ])('is, of %s, everything but the password', (url, shown) => {
    expect(describeLocation({ kind: 'postgres', url })).toBe(shown);
  });
});
