import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isLoopback } from '../../auth/domain/loopback.js';
import type { Variables } from '../configuration/variable.js';
import { withCheckedCertificate } from './tls.js';
import { isUnverified } from './unverified-database.js';

/** The driver reads the file, but not as a certificate before it connects. */
const FILE = fileURLToPath(import.meta.url);

const NAMES = ['PGHOST', 'PGSSLMODE'];
const DB = { PGHOST: 'db.example' };

const LOCAL: [string, Variables][] = [
  ['postgres://k@localhost/x', {}],
  ['postgres://k@127.0.0.1:5433/x', {}],
  ['postgres://k@[::1]/x', {}],
  ['postgres:///x', {}],
  ['postgres:///x', { PGHOST: '' }],
  ['postgres:///x', { PGHOST: 'localhost' }],
  ['postgres:///x', { PGHOST: '::1' }],
  ['postgres:///x', { PGHOST: '/run/postgresql' }],
  ['postgres:///x', { PGSSLMODE: 'disable' }],
  ['postgres://k@localhost/x', DB],
  ['postgres:///x?host=localhost', DB],
  ['postgres:///x?host=/run/postgresql', DB],
  ['postgres://k@%2Frun%2Fpostgresql/x', DB],
  ['postgres:///x?host=/run/postgresql', {}],
  ['postgres:///x?host=%2Frun%2Fpostgresql', {}],
  ['postgres://k@db.example/x?host=/run/postgresql', {}],
  ['postgres://k@db.example/x?host=localhost', {}],
  ['postgres://k@db.example/x?host=::1', {}],
];

const UNVERIFIED: [string, Variables][] = [
  ['postgres://k@db.example/x', {}],
  ['postgres://k@192.0.2.1/x', {}],
  ['postgres://k@127.evil.example/x', {}],
  ['postgres:///x?host=db.example', {}],
  ['postgres://k@localhost/x?host=db.example', {}],
  ['postgres://k@%2Frun%2Fpostgresql/x?host=192.0.2.1', {}],
  ['postgres://k@db.example/x', { PGHOST: 'localhost' }],
  ['postgres:///x', DB],
  ['postgres:///x?sslmode=disable', DB],
  ['postgres:///x', { ...DB, PGSSLMODE: 'disable' }],
  ['postgres:///x', { ...DB, PGSSLMODE: 'allow' }],
  ['postgres:///x', { ...DB, PGSSLMODE: 'no-verify' }],
  ['postgres://k@db.example/x?ssl=0', { PGSSLMODE: 'verify-full' }],
  ['postgres://k@db.example/x?sslmode=disable', { PGSSLMODE: 'verify-full' }],
  ['postgres://k@db.example/x?sslmode=no-verify', { PGSSLMODE: 'verify-full' }],
  ['postgres://k@db.example/x?sslmode=disable', {}],
  ['postgres://k@db.example/x?sslmode=no-verify', {}],
  [`postgres://k@db.example/x?sslmode=no-verify&sslrootcert=${FILE}`, {}],
  ['postgres://k@db.example/x?ssl=0', {}],
  ['postgres://k@db.example/x?sslnegotiation=postgres', {}],
  ['postgres://k@db.example/x?uselibpqcompat=true', {}],
  ['postgres://k@db.example/x?uselibpqcompat=true&sslmode=prefer', {}],
  ['postgres://k@db.example/x?uselibpqcompat=true&sslmode=require', {}],
  [`postgres://k@db.example/x?uselibpqcompat=true&sslmode=prefer&sslrootcert=${FILE}`, {}],
];

const VERIFIED: [string, Variables][] = [
  ['postgres://k@db.example/x?sslmode=verify-full', {}],
  ['postgres://k@db.example/x?sslmode=verify-ca', {}],
  ['postgres://k@db.example/x?sslmode=require', {}],
  ['postgres://k@db.example/x?sslmode=prefer', {}],
  ['postgres://k@db.example/x?sslmode=require', { PGSSLMODE: 'disable' }],
  ['postgres://k@db.example/x?ssl=true', {}],
  ['postgres://k@db.example/x?ssl=1', { PGSSLMODE: 'disable' }],
  ['postgres://k@db.example/x?sslnegotiation=direct', {}],
  [`postgres://k@db.example/x?sslrootcert=${FILE}`, { PGSSLMODE: 'disable' }],
  [`postgres://k@db.example/x?ssl=0&sslrootcert=${FILE}`, {}],
  [`postgres://k@db.example/x?sslcert=${FILE}&sslkey=${FILE}`, {}],
  ['postgres://k@localhost/x?host=db.example&sslmode=verify-full', {}],
  ['postgres://k@db.example/x?uselibpqcompat=true&sslmode=verify-full', {}],
  [`postgres://k@db.example/x?uselibpqcompat=true&sslmode=require&sslrootcert=${FILE}`, {}],
  [`postgres://k@db.example/x?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${FILE}`, {}],
  ['postgres:///x?sslmode=verify-full', DB],
  ['postgres:///x', { ...DB, PGSSLMODE: 'prefer' }],
  ['postgres:///x', { ...DB, PGSSLMODE: 'require' }],
  ['postgres:///x', { ...DB, PGSSLMODE: 'verify-ca' }],
  ['postgres://k@db.example/x', { PGSSLMODE: 'verify-full' }],
];

const isUnverifiedAt = (url: string, variables: Variables) =>
  isUnverified({ kind: 'postgres', url }, variables);

describe('isUnverified', () => {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  afterEach(() => setVariables(Object.fromEntries(before)));

  it('returns false for SQLite', () => {
    expect(isUnverified({ kind: 'sqlite', path: 'x.sqlite' }, DB)).toBe(false);
  });

  it.each(LOCAL)('returns false for a database on this machine: %s %j', (url, variables) => {
    expect(isUnverifiedAt(url, variables)).toBe(false);
  });

  it.each(UNVERIFIED)('returns true without verified TLS: %s %j', (url, variables) => {
    expect(isUnverifiedAt(url, variables)).toBe(true);
  });

  it.each(VERIFIED)('returns false for verified TLS: %s %j', (url, variables) => {
    expect(isUnverifiedAt(url, variables)).toBe(false);
  });

  it.each([...LOCAL, ...UNVERIFIED, ...VERIFIED])(
    'returns the same as the settings of the driver: %s %j',
    (url, variables) => {
      setVariables(variables);
      const client = new pg.Client({ connectionString: withCheckedCertificate(url) });
      const isLocal = client.host.startsWith('/') || isLoopback(client.host);
      expect(isUnverifiedAt(url, variables)).toBe(!isLocal && !checksCertificate(client.ssl));
    },
  );
});

function setVariables(variables: Variables): void {
  for (const name of NAMES) {
    if (variables[name] === undefined) delete process.env[name];
    else process.env[name] = variables[name];
  }
}

/** The declared type of `client.ssl` lacks the object. */
const checksCertificate = (ssl: boolean | { rejectUnauthorized?: boolean }): boolean =>
  typeof ssl === 'object' ? ssl.rejectUnauthorized !== false : ssl;
