import { describe, expect, it } from '@jest/globals';
import { isIntact, isStorable, shorten } from './text.js';

describe('isStorable', () => {
  it.each([
    [true, 'an empty text', ''],
    [true, 'letters beyond ASCII', 'Zoë'],
    [true, 'a surrogate pair', '\u{1f511}'],
    [true, 'a replacement character', '\ufffd'],
    [false, 'U+0000', 'a\0b'],
    [false, 'a lone high surrogate', 'a\ud800'],
    [false, 'a lone low surrogate', '\udc00b'],
  ])('returns %s for %s', (storable, _, text) => {
    expect(isStorable(text)).toBe(storable);
  });
});

describe('isIntact', () => {
  it.each([
    [true, 'an empty text', ''],
    [true, 'letters beyond ASCII', 'Zoë'],
    [true, 'a surrogate pair', '\u{1f511}'],
    [true, 'U+0000', 'a\0b'],
    [false, 'a replacement character', 'a\ufffd'],
    [false, 'a lone high surrogate', 'a\ud800'],
    [false, 'a lone low surrogate', '\udc00b'],
  ])('returns %s for %s', (intact, _, text) => {
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
  ])('shortens %j to at most %i UTF-16 units', (text, maxLength, short) => {
    expect(shorten(text, maxLength)).toBe(short);
  });
});
