import { describe, expect, it } from '@jest/globals';
import { usesBetterSqlite3 } from '../../../scripts/better-sqlite3.mjs';
import { chooseSqliteDriver, hasWalResetBug } from './choose-sqlite-driver.js';

const UNSUPPORTED: unknown = expect.stringContaining('does not support');
const CRASH: unknown = expect.stringContaining('crashes on Node');
const NONE: unknown = expect.stringContaining('not installed');

describe('chooseSqliteDriver', () => {
  it.each([
    ['20.19.0', undefined, undefined, { problem: NONE }],
    ['20.19.0', undefined, '12.11.1', 'better-sqlite3'],
    ['20.20.2', undefined, '13.2.0', { problem: CRASH }],
    ['22.13.1', '3.47.2', '13.2.0', { problem: CRASH }],
    ['22.13.1', '3.47.2', '12.11.1', 'better-sqlite3'],
    ['22.14.0', '3.47.2', '12.11.1', 'better-sqlite3'],
    ['22.14.0', '3.47.2', '13.0.0', 'better-sqlite3'],
    ['22.21.1', '3.50.4', undefined, { problem: NONE }],
    ['22.22.3', '3.51.3', undefined, 'node:sqlite'],
    ['22.22.3', '3.51.3', '11.9.0', 'node:sqlite'],
    ['22.22.3', '3.51.3', '13.2.0', 'better-sqlite3'],
    ['22.15.0', '3.51.3', undefined, { problem: NONE }],
    ['24.14.1', '3.51.2', undefined, { problem: NONE }],
    ['24.14.1', '3.51.2', '13.2.0', 'better-sqlite3'],
    ['24.14.1', '3.51.2', '11.9.0', { problem: UNSUPPORTED }],
    ['24.14.1', '3.51.2', '14.0.0', { problem: UNSUPPORTED }],
    ['24.15.0', '3.51.3', undefined, 'node:sqlite'],
    ['24.19.0', '3.53.3', '13.2.0', 'node:sqlite'],
    ['26.10.0', '3.53.4', undefined, 'node:sqlite'],
    ['24.19.0', '3.46.1', undefined, { problem: NONE }],
    ['24.19.0', '3.46.1', '13.2.0', 'better-sqlite3'],
    ['26.10.0', undefined, undefined, { problem: NONE }],
  ])(
    'on Node %s with built-in SQLite %s and better-sqlite3 %s, returns %j',
    (node, builtInSqlite, betterSqlite3, choice) => {
      expect(chooseSqliteDriver({ node, builtInSqlite, betterSqlite3 })).toEqual(choice);
    },
  );
});

describe('scripts/better-sqlite3.mjs', () => {
  it.each(['20.19.0', '22.14.0', '24.14.9', '24.15.0', '25.0.0', '26.10.0'])(
    'chooses like the service on Node %s',
    (node) => {
      const runtime = { node, builtInSqlite: '3.53.0', betterSqlite3: '12.11.1' };
      const isUsed = chooseSqliteDriver(runtime) === 'better-sqlite3';
      expect(usesBetterSqlite3(node)).toBe(isUsed);
    },
  );
});

describe('hasWalResetBug', () => {
  it.each([
    ['3.44.5', true],
    ['3.44.6', false],
    ['3.45.0', true],
    ['3.50.6', true],
    ['3.50.7', false],
    ['3.51.0', true],
    ['3.51.2', true],
    ['3.51.3', false],
    ['3.53.2', false],
  ])('returns for SQLite %s: %p', (version, expected) => {
    expect(hasWalResetBug(version)).toBe(expected);
  });
});
