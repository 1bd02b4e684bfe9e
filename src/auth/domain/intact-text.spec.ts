import { describe, expect, it } from '@jest/globals';
import { isIntact } from './intact-text.js';

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
