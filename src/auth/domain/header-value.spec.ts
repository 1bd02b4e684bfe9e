import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHeaderValue } from './header-value.js';

const wellFormed = fc.string({ unit: 'binary', maxLength: 60 });

describe('toHeaderValue', () => {
  it.each([
    ['', ''],
    ['alice', 'alice'],
    ['alice@example.org', 'alice@example.org'],
    ['["a","b"]', '["a","b"]'],
    ['a b', 'a%20b'],
    ['a+b', 'a%2Bb'],
    ['{env.HOME}', '%7Benv.HOME%7D'],
    ['100%', '100%25'],
    ['%41', '%2541'],
    ['\r\nX-Auth-User-Id: 1', '%0D%0AX-Auth-User-Id:%201'],
    ['\0\t\x7f', '%00%09%7F'],
    ['Ärger', '%C3%84rger'],
    ['李雷', '%E6%9D%8E%E9%9B%B7'],
    ['🔑', '%F0%9F%94%91'],
    ['\ud800', undefined],
    ['a\udfff', undefined],
  ])('encodes %j as %j', (text, value) => {
    expect(toHeaderValue(text)).toBe(value);
  });

  it('encodes every text in visible ASCII, from which a decoder of RFC 3986 restores it', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const value = toHeaderValue(text) ?? '';
        expect(value).toMatch(/^[!-~]*$/);
        expect(decodeURIComponent(value)).toBe(text);
      }),
    );
  });

  it('encodes every text so that a decoder of forms restores it too', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const value = (toHeaderValue(text) ?? '').replaceAll('&', '%26');
        expect(new URLSearchParams(`x=${value}`).get('x')).toBe(text);
      }),
    );
  });

  it('encodes two different texts differently', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (one, other) => {
        expect(toHeaderValue(one) === toHeaderValue(other)).toBe(one === other);
      }),
    );
  });
});
