import { describe, expect, it } from '@jest/globals';
import { describeLocation, parseDatabaseUrl, readDatabaseUrl } from './database-url.js';

describe('parseDatabaseUrl', () => {
  it.each([
    ['sqlite:./data/keyturn.sqlite', './data/keyturn.sqlite'],
    ['sqlite:keyturn.sqlite', 'keyturn.sqlite'],
    ['sqlite:/var/lib/keyturn.sqlite', '/var/lib/keyturn.sqlite'],
    ['sqlite:////var/lib/keyturn.sqlite', '/var/lib/keyturn.sqlite'],
    ['sqlite:keyturn 1.sqlite', 'keyturn 1.sqlite'],
    ['sqlite:C:\\data\\keyturn.sqlite', 'C:\\data\\keyturn.sqlite'],
    ['sqlite::memory:', ':memory:'],
    ['sqlite://:memory:', ':memory:'],
    ['sqlite:///:memory:', ':memory:'],
  ])('reads %s as the SQLite file %s', (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'sqlite', path });
  });

  it.each([
    'postgres://keyturn:secret@localhost:5432/keyturn',
    'postgresql://localhost/keyturn',
    'postgres://keyturn:p@ss@localhost/keyturn?sslmode=require',
    'postgres://keyturn:%23%2F%3F%40%25%20@localhost/keyturn',
    'postgres:///keyturn?host=/run/postgresql',
    'postgres://%2Frun%2Fpostgresql/keyturn',
    'postgres://h/keyturn?options=-c%20search_path%3Dauth&application_name=x',
    'postgres://h/keyturn?ssl=true',
    'postgres://keyturn:pa$word@h/keyturn',
    'postgres://keyturn:%24%7BX%7D@h/keyturn',
  ])('reads %s as a PostgreSQL URL', (url) => {
    expect(parseDatabaseUrl(url)).toEqual({ kind: 'postgres', url });
  });

  it.each([
    ['an empty text', ''],
    ['SQLite without a path', 'sqlite:'],
    ['PostgreSQL without a host', 'postgres://'],
    ['PostgreSQL with an impossible port', 'postgres://localhost:99999/keyturn'],
    ['a path without a scheme', './data/keyturn.sqlite'],
    ['another database', 'mysql://localhost/keyturn'],
    ['a scheme that begins with postgresql', 'postgresqlx://localhost/keyturn'],
    ['a password with a % in it', 'postgres://keyturn:12%secret@localhost/keyturn'],
    ['a password that ends in a %', 'postgres://keyturn:secret%@localhost/keyturn'],
    ['a password with a space in it', 'postgres://keyturn:12 secret@localhost/keyturn'],
    ['a URL with a line ending in it', 'postgres://keyturn:secret@localhost/keyturn\n'],
    ['a password whose escapes are not UTF-8', 'postgres://keyturn:%E4@localhost/keyturn'],
    ['a password with a # in it', 'postgres://keyturn:12#secret@localhost/keyturn'],
    ['a password with a / in it', 'postgres://keyturn:12/secret@localhost/keyturn'],
    ['a password with a ? in it', 'postgres://keyturn:12?secret@localhost/keyturn'],
  ])('rejects %s', (_, url) => {
    expect(parseDatabaseUrl(url)).toBeUndefined();
  });
});

describe('readDatabaseUrl', () => {
  const SLASHES = /^has \/\/ or \/\/\/ after sqlite:/;
  const GENERAL = /^must be sqlite:PATH/;
  const REFERENCE = /^refers to a variable or a command/;
  const PARAMETER = /^has a parameter that is unknown, repeated or has an unknown value/;

  it.each([
    ['sqlite://', SLASHES],
    ['sqlite:///', SLASHES],
    ['sqlite://x.sqlite', SLASHES],
    ['sqlite:///x.sqlite', SLASHES],
    ['sqlite:///var/lib/x.sqlite', SLASHES],
    ['sqlite:///C:/x.sqlite', SLASHES],
    ['sqlite://localhost/var/x.sqlite', SLASHES],
    ['sqlite://///var/x.sqlite', SLASHES],
    ['sqlite:~/x.sqlite', /^begins with ~/],
    ['sqlite:~', /^begins with ~/],
    ['sqlite:$HOME/x.sqlite', REFERENCE],
    ['sqlite:${HOME}/x.sqlite', REFERENCE],
    ['sqlite:data/$(hostname).sqlite', REFERENCE],
    ['sqlite:{{ folder }}/x.sqlite', REFERENCE],
    ['sqlite:/data/{{name}}.sqlite', REFERENCE],
    ['sqlite:x.sqlite?mode=ro', /^has a \? or #/],
    ['sqlite:x.sqlite#a', /^has a \? or #/],
    ['sqlite::memory:?cache=shared', /^has a \? or #/],
    ['sqlite:my%20data.sqlite', /^has a % in/],
    ['sqlite:%APPDATA%/x.sqlite', /^has a % in/],
    ['sqlite:file:x.sqlite', /^has a file: URI/],
    ['sqlite::memory', /^names no SQLite database/],
    ['sqlite:/:memory:', /^names no SQLite database/],
    ['sqlite:./:memory:', /^names no SQLite database/],
    ['sqlite:memory:', /^names no SQLite database/],
    ['sqlite: x.sqlite', /^has no SQLite path/],
    ['sqlite:"x.sqlite"', /^has no SQLite path/],
    ['sqlite:', /^has no SQLite path/],
    ['sqlite:data/', /^names a folder/],
    ['sqlite:..', /^names a folder/],
    ['file:x.sqlite', GENERAL],
    ['sqlite3:x.sqlite', GENERAL],
    ['sqlite+aiosqlite:///x.sqlite', GENERAL],
    ['SQLITE:x.sqlite', GENERAL],
    [':memory:', GENERAL],
    ['jdbc:postgresql://h/x', GENERAL],
    ['postgresql+psycopg://h/x', GENERAL],
    ['postgis://h/x', GENERAL],
    ['pgsql://h/x', GENERAL],
    ['postgres:h/x', GENERAL],
    ['host=h dbname=x', GENERAL],
    ['postgres://a,b/x', /^has several hosts/],
    ['postgres://a:1,b:2/x', /^has several hosts/],
    ['postgres:///x?host=a,b', PARAMETER],
    ['postgres://k:${PASSWORD}@h/x', REFERENCE],
    ['postgres://k:$PASSWORD@h/x', REFERENCE],
    ['postgres://k:{{password}}@h/x', REFERENCE],
    ['postgres://$DB_HOST/x', REFERENCE],
    ['postgres://h/x?schema=public', PARAMETER],
    ['postgres://h/x?pgbouncer=true&connection_limit=5', PARAMETER],
    ['postgres://h/x?sslmode=require&channel_binding=require', PARAMETER],
    ['postgres://h/x?target_session_attrs=read-write', PARAMETER],
    ['postgres://h/x?connect_timeout=10', PARAMETER],
    ['postgres://h/x?sslmode=verify_full', PARAMETER],
    ['postgres://h/x?sslmode=allow', PARAMETER],
    ['postgres://h/x?sslmode=', PARAMETER],
    ['postgres://h/x?SSLMODE=require', PARAMETER],
    ['postgres://h/x?sslmode=disable&sslmode=require', PARAMETER],
    ['postgres://h/x?sslmode=verify%2Dca', PARAMETER],
    ['postgres://h/x?ssl=false', PARAMETER],
    ['postgres://h/x?ssl=require', PARAMETER],
    ['postgres://h/x?sslrootcert=system', PARAMETER],
  ])('rejects %s with a remedy', (url, problem) => {
    expect(readDatabaseUrl(url)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('describeLocation', () => {
  it('returns the path of an SQLite file', () => {
    expect(describeLocation({ kind: 'sqlite', path: './data/x.sqlite' })).toBe('./data/x.sqlite');
  });

  it.each([
    ['postgres://keyturn:secret@localhost:5432/x', 'postgres://keyturn@localhost:5432/x'],
    ['postgres://keyturn:se@cret@localhost/x', 'postgres://keyturn@localhost/x'],
    ['postgres://localhost/x?user=keyturn&password=secret', 'postgres://localhost/x'],
    ['postgres://localhost/x', 'postgres://localhost/x'],
  ])('returns %s without the password', (url, shown) => {
    expect(describeLocation({ kind: 'postgres', url })).toBe(shown);
  });
});
