import { describe, expect, it } from '@jest/globals';
import type { Variables } from '../configuration/variable.js';
import type { DatabaseLocation } from '../database/database-url.js';
import { checkExposure } from './exposure.js';

const SQLITE: DatabaseLocation = { kind: 'sqlite', path: 'x.sqlite' };
const QUIET = {
  corsOrigins: [] as string[],
  trustProxy: undefined,
  hasExplorer: false,
  requiresTls: true,
  certificate: undefined,
};
const EXPLORER = { trustProxy: 1, hasExplorer: true };

interface Change {
  isProduction?: boolean;
  host?: string;
  url?: string;
  variables?: Variables;
  loginThrottle?: 'on' | 'off';
  http?: Partial<{
    corsOrigins: string[];
    trustProxy: number | string[];
    hasExplorer: boolean;
    requiresTls: boolean;
  }>;
}

/** @returns the first word of each hint */
function hints(change: Change): string[] {
  const { isProduction = false, host = '127.0.0.1', url, variables = {}, http } = change;
  const database = url === undefined ? SQLITE : ({ kind: 'postgres', url } as const);
  const auth = { loginThrottle: change.loginThrottle ?? 'on' };
  const exposure = { isProduction, host, database, auth, http: { ...QUIET, ...http } };
  const found = checkExposure(exposure, variables);
  expect(found.every(({ verdict, remedy }) => verdict === 'hint' && remedy !== null)).toBe(true);
  return found.map(({ text }) => text.split(/[ .:,]/)[0]!);
}

describe('checkExposure', () => {
  it.each<[string, Change, string[]]>([
    ['development on this machine', {}, []],
    ['development on ::1', { host: '::1' }, []],
    ['development on localhost', { host: 'localhost' }, []],
    [
      'a host whose name looks like a loopback address',
      { host: '127.evil.example' },
      ['HOST', 'HOST'],
    ],
    [
      'origins whose name looks like a loopback address',
      { http: { corsOrigins: ['http://127.evil.example'] } },
      ['CORS_ORIGINS'],
    ],
    ['development on all addresses', { host: '0.0.0.0' }, ['HOST', 'HOST']],
    ['development behind a proxy', { host: '0.0.0.0', http: { trustProxy: 1 } }, ['HOST', 'HOST']],
    ['production on all addresses behind one proxy', { isProduction: true, host: '0.0.0.0', http: { trustProxy: 1 } }, ['HOST']], // prettier-ignore
    ['production on all addresses behind a proxy with a known address', { isProduction: true, host: '0.0.0.0', http: { trustProxy: ['10.0.0.0/8'] } }, []], // prettier-ignore
    ['production behind a proxy', { isProduction: true, http: { trustProxy: 1 } }, []],
    ['production without a trusted proxy', { isProduction: true }, ['No']],
    ['production in a network without one', { isProduction: true, host: '10.0.0.5' }, ['HOST']],
    ['production without TLS', { isProduction: true, http: { trustProxy: 1, requiresTls: false } }, ['REQUIRE_TLS']], // prettier-ignore
    ['an explorer in development', { http: { hasExplorer: true } }, []],
    ['an explorer in production', { isProduction: true, http: EXPLORER }, ['The']],
    ['development without limits of log-ins', { loginThrottle: 'off' }, []],
    ['production without limits of log-ins', { isProduction: true, http: { trustProxy: 1 }, loginThrottle: 'off' }, ['LOGIN_THROTTLE']], // prettier-ignore
    ['origins with HTTPS', { http: { corsOrigins: ['https://app.example'] } }, []],
    ['origins on this machine', { http: { corsOrigins: ['http://localhost:5173'] } }, []],
    ['origins without TLS', { http: { corsOrigins: ['http://app.example'] } }, ['CORS_ORIGINS']],
    ['origins of every subdomain', { http: { corsOrigins: ['https://*.app.example'] } }, ['CORS_ORIGINS']], // prettier-ignore
    ['the origin of an app shell', { http: { corsOrigins: ['tauri://localhost'] } }, []],
    ['a database on this machine', { url: 'postgres://k@localhost/x' }, []],
    ['a database on a socket', { url: 'postgres:///x?host=/run/postgresql' }, []],
    ['a database on a socket as the host', { url: 'postgres://k@%2Frun%2Fpostgresql/x' }, []],
    ['a database on another machine', { url: 'postgres://k@db.example/x' }, ['The']],
    ['a database at PGHOST', { url: 'postgres:///x', variables: { PGHOST: 'db.example' } }, ['The']], // prettier-ignore
    ['a database with PGSSLMODE', { url: 'postgres://k@db/x', variables: { PGSSLMODE: 'require' } }, []], // prettier-ignore
    ['a database with sslmode=prefer', { url: 'postgres://k@db/x?sslmode=prefer' }, []],
    ['a database with sslmode=no-verify', { url: 'postgres://k@db/x?sslmode=no-verify' }, ['The']],
    ['a database with sslmode=verify-full', { url: 'postgres://k@db/x?sslmode=verify-full' }, []],
  ])('returns the expected hints for %s', (_, change, expected) => {
    expect(hints(change)).toEqual(expected);
  });

  it('omits the database password', () => {
    const database = { kind: 'postgres', url: 'postgres://k:hunter2@db.example/x' } as const;
    const exposure = { isProduction: false, host: '::1', database, auth: {}, http: QUIET };
    const found = checkExposure(exposure, {});
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
