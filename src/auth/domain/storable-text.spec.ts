import { describe, expect, it } from '@jest/globals';
import { isStorable } from './storable-text.js';

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
