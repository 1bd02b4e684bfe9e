import { describe, expect, it } from '@jest/globals';
import { isAhead, isBehind, checkMigrations, type MigrationStatus } from './schema.js';

type Row = [string, string[], string[], MigrationStatus['state'][], boolean, boolean];

describe('checkMigrations', () => {
  it.each<Row>([
    ['are new', ['a', 'b'], [], ['pending', 'pending'], true, false],
    ['lack the last migration', ['a', 'b'], ['a'], ['done', 'pending'], true, false],
    ['lack an older migration', ['a', 'b'], ['b'], ['pending', 'done'], true, false],
    ['are current', ['a', 'b'], ['b', 'a'], ['done', 'done'], false, false],
    ['are from a later version', ['a'], ['b', 'a'], ['done', 'unknown'], false, true],
    ['are from another branch', ['a', 'b'], ['c', 'a'], ['done', 'pending', 'unknown'], true, true],
    ['need no migration', [], [], [], false, false],
  ])('classifies migrations when the tables %s', (_, known, applied, states, behind, ahead) => {
    const migrations = checkMigrations(known, applied);
    expect(migrations.map(({ state }) => state)).toEqual(states);
    expect([isBehind(migrations), isAhead(migrations)]).toEqual([behind, ahead]);
  });
});
