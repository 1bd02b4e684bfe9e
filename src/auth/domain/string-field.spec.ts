import { describe, expect, it } from '@jest/globals';
import { validateStringField, trimEdges } from './string-field.js';

const codePoint = (text: string) =>
  `U+${text.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;

/** What Python's `str.strip()` takes away. */
const SPACES = [
  ...'\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680',
  ...'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
  ...'\u2028\u2029\u202f\u205f\u3000',
];

/** What looks like white space to someone, but not to Python. */
const NO_SPACES = [...'\b\x0e\x1b\x7f\x84\x86\u180e\u200b\u2060\ufeff'];

describe('white space at the edges', () => {
  it.each(SPACES.map((space) => [codePoint(space), space]))('%s is trimmed', (_, space) => {
    expect(trimEdges(`${space}${space}a${space}b${space}`)).toBe(`a${space}b`);
  });

  it.each(NO_SPACES.map((other) => [codePoint(other), other]))('%s is not trimmed', (_, other) => {
    expect(trimEdges(`${other}a${other}`)).toBe(`${other}a${other}`);
  });
});

it('walks over white space inside once: two million spaces are no work', () => {
  const text = `x${' '.repeat(2_000_000)}x`;
  expect(trimEdges(text)).toBe(text);
});

describe('a string field (http-contract.md 2.3)', () => {
  const NULL = 'Null characters are not allowed.';
  const SURROGATE = 'Surrogate characters are not allowed: U+D800.';
  const REPLACEMENT = 'Replacement characters are not allowed: U+FFFD.';
  const INEXACT = 'This number may not be exact. Send it as a string.';

  const REFUSED: [string, unknown, ...string[]][] = [
    ['missing', undefined, 'This field is required.'],
    ['null', null, 'This field may not be null.'],
    ['empty', '', 'This field may not be blank.'],
    ['a space', ' ', 'This field may not be blank.'],
    ['white space of every kind', SPACES.join(''), 'This field may not be blank.'],
    ['true', true, 'Not a valid string.'],
    ['false', false, 'Not a valid string.'],
    ['an array', ['a'], 'Not a valid string.'],
    ['an object', { a: 1 }, 'Not a valid string.'],
    ['a text with U+0000', 'a\0b', NULL],
    ['U+0000 alone', '\0', NULL],
    ['a lone high surrogate', 'a\ud800', SURROGATE],
    ['a lone low surrogate', '\udfff', 'Surrogate characters are not allowed: U+DFFF.'],
    ['a pair in the wrong order', '\udc00\ud800', 'Surrogate characters are not allowed: U+DC00.'],
    ['both, which is told at once', '\ud800\0', NULL, SURROGATE],
    ['a text with U+FFFD', 'a\ufffdb', REPLACEMENT],
    ['all three', '\ufffd\ud800\0', NULL, SURROGATE, REPLACEMENT],
    ['an integer that is not safe', 2 ** 53, INEXACT],
    ['a fraction', 1.5, INEXACT],
    ['a huge number', 1e300, INEXACT],
    ['infinity, which 1e400 becomes', Infinity, INEXACT],
    ['minus zero', -0, INEXACT],
  ];

  describe.each([
    ['trimmed', true],
    ['taken as sent', false],
  ])('%s', (_, trim) => {
    it.each(REFUSED)('is refused when it is %s', (_name, value, ...messages) => {
      expect(validateStringField(value, trim)).toEqual({ kind: 'refused', messages });
    });

    it.each([
      ['a text', 'alice', 'alice'],
      ['capitals', 'Alice', 'Alice'],
      ['zero', 0, '0'],
      ['a negative number', -1, '-1'],
      ['the greatest safe integer', 2 ** 53 - 1, '9007199254740991'],
      ['a bigint', 9_007_199_254_740_993n, '9007199254740993'],
      ['a surrogate pair', '\u{1f511}', '\u{1f511}'],
      ['a decomposed character, not normalised', 'e\u0301', 'e\u0301'],
      ['a zero-width space', '\u200b', '\u200b'],
      ['a megabyte', 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)],
    ])('is accepted when it is %s', (_name, sent, value) => {
      expect(validateStringField(sent, trim)).toEqual({ kind: 'accepted', value });
    });
  });

  it.each([
    ['loses the white space at its edges when trimmed', true, 'alice  pass'],
    ['keeps it when taken as sent', false, '\xa0 alice  pass \n'],
  ])('%s', (_, trim, value) => {
    expect(validateStringField('\xa0 alice  pass \n', trim)).toEqual({ kind: 'accepted', value });
  });
});
