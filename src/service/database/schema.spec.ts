import { describe, expect, it } from '@jest/globals';
import { isAhead, isBehind, checkMigrations, type MigrationStatus } from './schema.js';

type Row = [string, string[], string[], MigrationStatus['state'][], boolean, boolean];

describe('the tables of a database', () => {
  it.each<Row>([
    ['are new', ['a', 'b'], [], ['pending', 'pending'], true, false],
    ['are a step behind', ['a', 'b'], ['a'], ['done', 'pending'], true, false],
    ['lack an older step', ['a', 'b'], ['b'], ['pending', 'done'], true, false],
    ['are current', ['a', 'b'], ['b', 'a'], ['done', 'done'], false, false],
    ['are ahead', ['a'], ['b', 'a'], ['done', 'unknown'], false, true],
    ['are of another branch', ['a', 'b'], ['c', 'a'], ['done', 'pending', 'unknown'], true, true],
    ['are nobody’s, and need nothing', [], [], [], false, false],
  ])('%s', (_, known, applied, states, behind, ahead) => {
    const migrations = checkMigrations(known, applied);
    expect(migrations.map(({ state }) => state)).toEqual(states);
    expect([isBehind(migrations), isAhead(migrations)]).toEqual([behind, ahead]);
  });
});
