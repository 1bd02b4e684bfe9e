import { describe, expect, it } from '@jest/globals';
import { parseDurationSeconds } from './duration.js';

describe('parseDurationSeconds', () => {
  it.each([
    ['0s', 0],
    ['1s', 1],
    ['5m', 300],
    ['2h', 7200],
    ['1d', 86_400],
    ['007m', 420],
    ['999999999d', 999_999_999 * 86_400],
  ])('parses %s as %d seconds', (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  it.each([
    ['an empty text', ''],
    ['a number without a unit', '300'],
    ['a unit without a number', 'm'],
    ['an unknown unit', '5w'],
    ['a name of Object.prototype for a unit', '5toString'],
    ['a unit in capitals', '5M'],
    ['two units', '5ms'],
    ['two durations', '1h30m'],
    ['a fraction', '1.5h'],
    ['a sign', '-5m'],
    ['an exponent', '1e3s'],
    ['a space within', '5 m'],
    ['a space before', ' 5m'],
    ['a line feed after it', '5m\n'],
    ['digits of another script', '٥m'],
    ['more than nine digits', '1000000000s'],
  ])('returns undefined for %s', (_, text) => {
    expect(parseDurationSeconds(text)).toBeUndefined();
  });
});
