import { describe, expect, it } from '@jest/globals';
import type { DatabaseLocation } from '../database/database-url.js';
import { checkExposure } from './exposure.js';

const SQLITE: DatabaseLocation = { kind: 'sqlite', path: 'x.sqlite' };
const QUIET = { corsOrigins: [] as string[], trustProxy: undefined, hasExplorer: false };

interface Change {
  isProduction?: boolean;
  host?: string;
  url?: string;
  http?: Partial<{ corsOrigins: string[]; trustProxy: number; hasExplorer: boolean }>;
}

/** @returns the first words of what is hinted */
function hints({ isProduction = false, host = '127.0.0.1', url, http }: Change): string[] {
  const database = url === undefined ? SQLITE : ({ kind: 'postgres', url } as const);
  const found = checkExposure({ isProduction, host, database, http: { ...QUIET, ...http } });
  expect(found.every(({ verdict, remedy }) => verdict === 'hint' && remedy !== null)).toBe(true);
  return found.map(({ text }) => text.split(/[ .:,]/)[0]!);
}

describe('who may listen in, and who may pretend', () => {
  it.each<[string, Change, string[]]>([
    ['development on this machine', {}, []],
    ['development on ::1', { host: '::1' }, []],
    ['development by name', { host: 'localhost' }, []],
    ['development that others reach', { host: '0.0.0.0' }, ['HOST', 'HOST']],
    ['that, behind a proxy', { host: '0.0.0.0', http: { trustProxy: 1 } }, ['HOST']],
    ['production behind a proxy', { isProduction: true, http: { trustProxy: 1 } }, []],
    ['production behind a proxy that is not believed', { isProduction: true }, ['A']],
    ['production without a proxy', { isProduction: true, host: '10.0.0.5' }, ['HOST']],
    ['an explorer in development', { http: { hasExplorer: true } }, []],
    [
      'an explorer in production',
      { isProduction: true, http: { trustProxy: 1, hasExplorer: true } },
      ['The'],
    ],
    ['pages by https', { http: { corsOrigins: ['https://app.example'] } }, []],
    ['pages on this machine', { http: { corsOrigins: ['http://localhost:5173'] } }, []],
    ['pages without TLS', { http: { corsOrigins: ['http://app.example'] } }, ['CORS_ORIGINS']],
    ['pages of every subdomain', { http: { corsOrigins: ['https://*.app.example'] } }, ['CORS_ORIGINS']], // prettier-ignore
    ['pages of an app shell', { http: { corsOrigins: ['tauri://localhost'] } }, []],
    ['a database on this machine', { url: 'postgres://k@localhost/x' }, []],
    ['a database behind a socket', { url: 'postgres:///x?host=/run/postgresql' }, []],
    ['that, named as a host', { url: 'postgres://k@%2Frun%2Fpostgresql/x' }, []],
    ['a database elsewhere', { url: 'postgres://k@db.example/x' }, ['The']],
    ['that, if it wants TLS', { url: 'postgres://k@db.example/x?sslmode=prefer' }, ['The']],
    ['that, if its name is not verified', { url: 'postgres://k@db/x?sslmode=no-verify' }, ['The']],
    ['that, with TLS', { url: 'postgres://k@db.example/x?sslmode=verify-full' }, []],
  ])('%s', (_, change, expected) => {
    expect(hints(change)).toEqual(expected);
  });

  it('repeats no password', () => {
    const database = { kind: 'postgres', url: 'postgres://k:hunter2@db.example/x' } as const;
    const found = checkExposure({ isProduction: false, host: '::1', database, http: QUIET });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
