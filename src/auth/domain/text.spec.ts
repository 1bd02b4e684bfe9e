import { describe, expect, it } from '@jest/globals';
import { isIntact, isStorable, shorten } from './text.js';

describe('isStorable', () => {
  it.each([
    ['an empty text', '', true],
    ['letters beyond ASCII', 'Zoë', true],
    ['a surrogate pair', '\u{1f511}', true],
    ['a replacement character', '\ufffd', true],
    ['U+0000', 'a\0b', false],
    ['a lone high surrogate', 'a\ud800', false],
    ['a lone low surrogate', '\udc00b', false],
  ])('checks %s', (_, text, storable) => {
    expect(isStorable(text)).toBe(storable);
  });
});

describe('isIntact', () => {
  it.each([
    ['an empty text', '', true],
    ['letters beyond ASCII', 'Zoë', true],
    ['a surrogate pair', '\u{1f511}', true],
    ['U+0000', 'a\0b', true],
    ['a replacement character', 'a\ufffd', false],
    ['a lone high surrogate', 'a\ud800', false],
    ['a lone low surrogate', '\udc00b', false],
  ])('checks %s', (_, text, intact) => {
    expect(isIntact(text)).toBe(intact);
  });
});

describe('shorten', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab\u{1f511}', 4, 'ab\u{1f511}'],
    ['ab\u{1f511}', 3, 'ab'],
    ['', 3, ''],
  ])('shortens %j to %i', (text, maxLength, short) => {
    expect(shorten(text, maxLength)).toBe(short);
  });
});
