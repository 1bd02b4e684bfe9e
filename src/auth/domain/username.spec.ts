import { describe, expect, it } from '@jest/globals';
import { caselessKeyOf, readNewName } from './username.js';

describe('readNewName', () => {
  it.each([
    ['a plain name', 'alice', 'alice'],
    ['a name with a space and a sign', 'Alice Smith+2', 'Alice Smith+2'],
    ['letters of other scripts', 'Ωμέγα 王', 'Ωμέγα 王'],
    ['a decomposed letter', 'e\u0301mile', 'émile'],
    ['full-width letters', 'ｂｏｂ', 'bob'],
    ['a ligature', 'ﬁona', 'fiona'],
    ['white space at the edges', '\u3000 bob\t', 'bob'],
    ['a diaeresis, which is a space and an accent in NFKC', '\u00a8bob', '\u0308bob'],
    ['the maximum length', 'x'.repeat(255), 'x'.repeat(255)],
  ])('accepts %s', (_, text, value) => {
    expect(readNewName(text)).toEqual({ kind: 'accepted', value });
  });

  it.each([
    ['nothing but white space', ' \u3000', 'This field may not be blank.'],
    ['a null character', 'a\0b', 'Null characters are not allowed.'],
    ['a control character', 'a\u0007b', 'Invisible characters are not allowed: U+0007.'],
    ['a line ending', 'a\nb', 'Invisible characters are not allowed: U+000A.'],
    ['a line separator', 'a\u2028b', 'Invisible characters are not allowed: U+2028.'],
    ['a soft hyphen', 'a\u00adb', 'Invisible characters are not allowed: U+00AD.'],
    ['a zero-width space', 'a\u200bb', 'Invisible characters are not allowed: U+200B.'],
    ['a zero-width space at the end', 'a\u200b', 'Invisible characters are not allowed: U+200B.'],
    ['a zero-width joiner', 'a\u200db', 'Invisible characters are not allowed: U+200D.'],
    ['a bidi override', 'a\u202eb', 'Invisible characters are not allowed: U+202E.'],
    ['a bidi isolate', 'a\u2066b', 'Invisible characters are not allowed: U+2066.'],
    ['a byte order mark', '\ufeffbob', 'Invisible characters are not allowed: U+FEFF.'],
    ['a grapheme joiner', 'a\u034fb', 'Invisible characters are not allowed: U+034F.'],
    ['a variation selector', 'a\ufe0fb', 'Invisible characters are not allowed: U+FE0F.'],
    ['a filler, whose form in NFKC is invisible too', '\u3164', 'Invisible characters are not allowed: U+1160.'], // prettier-ignore
    ['an empty Braille pattern', 'a\u2800b', 'Invisible characters are not allowed: U+2800.'],
    ['a tag', 'a\u{e0061}b', 'Invisible characters are not allowed: U+E0061.'],
    ['too many characters', 'x'.repeat(256), 'It is longer than 255 characters.'],
    ['too many characters in NFKC', '\ufdfa'.repeat(20), 'It is longer than 255 characters.'],
  ])('rejects %s', (_, text, message) => {
    expect(readNewName(text)).toEqual({ kind: 'refused', messages: [message] });
  });
});

describe('caselessKeyOf', () => {
  it.each([
    ['case', 'ALICE', 'alice'],
    ['the form of a composed letter', 'e\u0301mile', 'Émile'],
    ['the width of letters', 'ＢＯＢ', 'bob'],
    ['the forms of sigma', 'ΣΟΦΟΣ', 'σοφοσ'],
    ['the final sigma', 'σοφός', 'ΣΟΦΌΣ'],
    ['the sharp s', 'Straße', 'STRASSE'],
    ['the capital sharp s', 'STRAẞE', 'strasse'],
    ['the dotted capital i', 'İpek', 'i\u0307pek'],
    ['a ligature', 'ﬁona', 'FIONA'],
    ['the Kelvin sign', '\u212aim', 'kim'],
    ['the iota below', 'ᾳ', 'ΑΙ'],
  ])('returns the same key for names that differ only in %s', (_, one, other) => {
    expect(caselessKeyOf(one)).toBe(caselessKeyOf(other));
  });

  it.each([
    ['the dotless i', 'mıke', 'mike'],
    ['an accent', 'emile', 'émile'],
    ['a similar letter of another script', 'аlice', 'alice'],
    ['a space', 'ali ce', 'alice'],
  ])('returns different keys for names that differ in %s', (_, one, other) => {
    expect(caselessKeyOf(one)).not.toBe(caselessKeyOf(other));
  });

  it('returns a readable key in lower case', () => {
    expect(caselessKeyOf('Alice@Example.org')).toBe('alice@example.org');
  });

  it('returns a digest of at most 255 characters for a name that grows', () => {
    const [one, other] = ['\ufdfa'.repeat(255), '\ufdfa'.repeat(254)].map(caselessKeyOf);
    expect(one).toMatch(/^SHA256:[0-9a-f]{64}$/);
    expect(one).not.toBe(other);
  });
});
