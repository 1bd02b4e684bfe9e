import { describe, expect, it } from '@jest/globals';
import { validateStringField, trimEdges } from './string-field.js';

const codePoint = (text: string) =>
  `U+${text.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;

/** The characters that Python's `str.strip()` removes. */
const SPACES = [
  ...'\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680',
  ...'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
  ...'\u2028\u2029\u202f\u205f\u3000',
];

/** Characters that other definitions count as white space, but not Python's. */
const NO_SPACES = [...'\b\x0e\x1b\x7f\x84\x86\u180e\u200b\u2060\ufeff'];

describe('trimEdges', () => {
  it.each(SPACES.map((space) => [codePoint(space), space]))('removes %s', (_, space) => {
    expect(trimEdges(`${space}${space}a${space}b${space}`)).toBe(`a${space}b`);
  });

  it.each(NO_SPACES.map((other) => [codePoint(other), other]))('keeps %s', (_, other) => {
    expect(trimEdges(`${other}a${other}`)).toBe(`${other}a${other}`);
  });

  it('needs linear time for two million spaces inside a text', () => {
    const text = `x${' '.repeat(2_000_000)}x`;
    expect(trimEdges(text)).toBe(text);
  });
});

describe('validateStringField (docs/http-contract.md, Send a field)', () => {
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
    ['a text with two forbidden characters', '\ud800\0', NULL, SURROGATE],
    ['a text with U+FFFD', 'a\ufffdb', REPLACEMENT],
    ['a text with all forbidden characters', '\ufffd\ud800\0', NULL, SURROGATE, REPLACEMENT],
    ['an integer that is not safe', 2 ** 53, INEXACT],
    ['a fraction', 1.5, INEXACT],
    ['a huge number', 1e300, INEXACT],
    ['infinity, which 1e400 becomes', Infinity, INEXACT],
    ['minus zero', -0, INEXACT],
  ];

  describe.each([
    ['with trim', true],
    ['without trim', false],
  ])('%s', (_, trim) => {
    it.each(REFUSED)('rejects %s', (_name, value, ...messages) => {
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
      ['a decomposed character, not normalized', 'e\u0301', 'e\u0301'],
      ['a zero-width space', '\u200b', '\u200b'],
      ['a megabyte', 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)],
    ])('accepts %s', (_name, sent, value) => {
      expect(validateStringField(sent, trim)).toEqual({ kind: 'accepted', value });
    });
  });

  it.each([
    ['removes white space at the edges with trim', true, 'alice  pass'],
    ['keeps white space at the edges without trim', false, '\xa0 alice  pass \n'],
  ])('%s', (_, trim, value) => {
    expect(validateStringField('\xa0 alice  pass \n', trim)).toEqual({ kind: 'accepted', value });
  });
});
