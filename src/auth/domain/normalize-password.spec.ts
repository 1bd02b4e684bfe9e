import { expect, it } from '@jest/globals';
import { normalizePassword, passwordForms } from './normalize-password.js';

it.each([
  ['an accent that is typed as a separate character', 'cafe\u0301', 'café'],
  ['full-width letters', 'ｐａｓｓ１', 'pass1'],
  ['a ligature', 'ﬁnal', 'final'],
  ['a space that does not break', 'a\xa0b', 'a b'],
  ['ASCII with spaces at its ends', ' a B ', ' a B '],
])('normalizePassword normalizes %s', (_, password, normalized) => {
  expect(normalizePassword(password)).toBe(normalized);
  expect(normalizePassword(normalized)).toBe(normalized);
});

it('passwordForms returns a normalized password once', () => {
  expect(passwordForms('café')).toEqual(['café']);
});

it('passwordForms returns the sent password before the normalized one', () => {
  expect(passwordForms('cafe\u0301')).toEqual(['cafe\u0301', 'café']);
});
