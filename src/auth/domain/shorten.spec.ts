import { describe, expect, it } from '@jest/globals';
import { shorten } from './shorten.js';

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
