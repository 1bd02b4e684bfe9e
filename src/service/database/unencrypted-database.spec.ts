import { describe, expect, it } from '@jest/globals';
import { isUnencrypted } from './unencrypted-database.js';

const isUnencryptedAt = (url: string) => isUnencrypted({ kind: 'postgres', url });

describe('isUnencrypted', () => {
  it('returns false for SQLite', () => {
    expect(isUnencrypted({ kind: 'sqlite', path: 'x.sqlite' })).toBe(false);
  });

  it.each([
    'postgres://k@localhost/x',
    'postgres://k@127.0.0.1:5433/x',
    'postgres://k@[::1]/x',
    'postgres:///x',
    'postgres://k@%2Frun%2Fpostgresql/x',
    'postgres:///x?host=/run/postgresql',
    'postgres:///x?host=%2Frun%2Fpostgresql',
    'postgres://k@db.example/x?host=/run/postgresql',
    'postgres://k@db.example/x?host=localhost',
    'postgres://k@db.example/x?host=::1',
  ])('returns false for a database on this machine: %s', (url) => {
    expect(isUnencryptedAt(url)).toBe(false);
  });

  it.each([
    'postgres://k@db.example/x',
    'postgres://k@192.0.2.1/x',
    'postgres://k@127.evil.example/x',
    'postgres:///x?host=db.example',
    'postgres://k@localhost/x?host=db.example',
    'postgres://k@%2Frun%2Fpostgresql/x?host=192.0.2.1',
    'postgres://k@db.example/x?sslmode=disable',
    'postgres://k@db.example/x?sslmode=no-verify',
    'postgres://k@db.example/x?ssl=0',
    'postgres:///x?host=db.example&sslmode=prefer',
  ])('returns true for a database on another machine: %s', (url) => {
    expect(isUnencryptedAt(url)).toBe(true);
  });

  it.each([
    'postgres://k@db.example/x?sslmode=verify-full',
    'postgres://k@db.example/x?ssl=true',
    'postgres://k@localhost/x?host=db.example&sslmode=verify-full',
  ])('returns false for a connection with TLS: %s', (url) => {
    expect(isUnencryptedAt(url)).toBe(false);
  });
});
