import { describe, expect, it } from '@jest/globals';
import { sqliteCodeOf } from './sqlite-code.js';

describe('sqliteCodeOf', () => {
  it.each([
    [1, 'SQLITE_ERROR'],
    [5, 'SQLITE_BUSY'],
    [517, 'SQLITE_BUSY'],
    [8, 'SQLITE_READONLY'],
    [10, 'SQLITE_IOERR'],
    [3338, 'SQLITE_IOERR'],
    [13, 'SQLITE_FULL'],
    [14, 'SQLITE_CANTOPEN'],
    [18, 'SQLITE_TOOBIG'],
    [19, 'SQLITE_CONSTRAINT'],
    [275, 'SQLITE_CONSTRAINT_CHECK'],
    [1299, 'SQLITE_CONSTRAINT_NOTNULL'],
    [1555, 'SQLITE_CONSTRAINT_PRIMARYKEY'],
    [2067, 'SQLITE_CONSTRAINT_UNIQUE'],
    [3091, 'SQLITE_CONSTRAINT_DATATYPE'],
    [20, 'SQLITE_MISMATCH'],
    [26, 'SQLITE_NOTADB'],
    [255, 'SQLITE_UNKNOWN'],
  ])('returns the name of %d: %s', (code, name) => {
    expect(sqliteCodeOf(code)).toBe(name);
  });
});
