import { describe, expect, it } from '@jest/globals';
import { bareForm, formsOf } from './password-forms.js';

describe('formsOf', () => {
  it.each<[string, Record<string, number>]>([
    ['violet', { violet: 1 }],
    ['Violet', { Violet: 1, violet: 10 }],
    ['!QAZ2wsx', { '!QAZ2wsx': 1, QAZ2wsx: 10, '1qaz2wsx': 10 }],
    ['"~?', { '"~?': 1, "'`/": 10 }],
    ['a b', { 'a b': 1, ab: 10 }],
    ['p*a*s*s*w', { 'p*a*s*s*w': 1, passw: 1000, p8a8s8s8w: 10 }],
  ])('returns for %s the forms %j', (password, forms) => {
    expect(Object.fromEntries(formsOf(password, password))).toEqual(forms);
  });

  it('returns both the typed and the normalized text', () => {
    expect([...formsOf('ffi', 'ﬃ')]).toEqual([
      ['ffi', 1],
      ['ﬃ', 1],
    ]);
  });
});

describe('bareForm', () => {
  it.each([
    ['p/a.s s', 'pass'],
    ['p\u200ba\u00ads\u0336s', 'pass'],
    ['pâsswörd-1', 'password1'],
    ['हिन्दी', 'हिन्दी'],
    ['й-ё', 'йё'],
    ['- . -', '- . -'],
  ])('reduces %s to %s', (password, bare) => {
    expect(bareForm(password)).toBe(bare);
  });
});
