import { describe, expect, it } from '@jest/globals';
import { exactText } from './exact-number.js';

describe('exactText', () => {
  it.each<[string, number | bigint, string | undefined]>([
    ['zero', 0, '0'],
    ['a whole number', 42, '42'],
    ['a negative number', -1, '-1'],
    ['the greatest safe integer', 9_007_199_254_740_991, '9007199254740991'],
    ['the smallest safe integer', -9_007_199_254_740_991, '-9007199254740991'],
    ['a bigint of any size', 9_007_199_254_740_993n, '9007199254740993'],
    ['the integer after the greatest safe one', 9_007_199_254_740_992, undefined],
    ['an integer with an exponent', 1e21, undefined],
    ['a fraction', 1.5, undefined],
    ['minus zero', -0, undefined],
    ['infinity, which 1e400 becomes', Infinity, undefined],
    ['NaN', NaN, undefined],
  ])('converts %s', (_, value, text) => {
    expect(exactText(value)).toBe(text);
  });
});
