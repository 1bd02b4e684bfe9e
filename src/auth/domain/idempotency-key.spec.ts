import { describe, expect, it } from '@jest/globals';
import { AuthError } from './auth-error.js';
import { isSameKey, keyHashOf, NO_KEY_HASH, parseIdempotencyKey } from './idempotency-key.js';

const KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const VISIBLE = Array.from({ length: 0x7e - 0x22 }, (_, i) => String.fromCharCode(0x23 + i));

describe('parseIdempotencyKey', () => {
  it.each([
    ['16 characters', 'x'.repeat(16), 'x'.repeat(16)],
    ['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
    ['every visible ASCII character', `!"${VISIBLE.join('')}`, `!"${VISIBLE.join('')}`],
    ['a quoted key', `"${KEY}"`, KEY],
    ['a quoted key of 255 characters', `"${'x'.repeat(255)}"`, 'x'.repeat(255)],
    ['a quoted key with escapes', `"${KEY}\\"\\\\"`, `${KEY}"\\`],
    ['a bare key with a quote inside', `${KEY}"${KEY}`, `${KEY}"${KEY}`],
    ['a bare key with a quote at its end', `${KEY}"`, `${KEY}"`],
  ])('accepts %s', (_, header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ['an empty header', ''],
    ['15 characters', 'x'.repeat(15)],
    ['256 characters', 'x'.repeat(256)],
    ['a space', `${KEY} ${KEY}`],
    ['a space at its edge', ` ${KEY}`],
    ['a line feed at its end', `${KEY}\n`],
    ['DEL', `${KEY}\x7f`],
    ['a control character', `${KEY}\x1f`],
    ['a character beyond ASCII', `${KEY}é`],
    ['two headers, joined by the server', `${KEY}, ${KEY}`],
    ['empty quotes', '""'],
    ['15 characters in quotes', `"${'x'.repeat(15)}"`],
    ['256 characters in quotes', `"${'x'.repeat(256)}"`],
    ['a space in quotes', `"${KEY} ${KEY}"`],
    ['a quote that is not closed', `"${KEY}`],
    ['a quote alone', '"'],
    ['a quote that is not escaped', `"${KEY}"${KEY}"`],
    ['an escape of another character', `"${KEY}\\n"`],
    ['an escaped quote at the end', `"${KEY}\\"`],
    ['parameters after the quotes', `"${KEY}";a=1`],
  ])('rejects %s', (_, header) => {
    expect(parseIdempotencyKey(header)).toBeUndefined();
  });
});

describe('keyHashOf', () => {
  it('returns the SHA-256 of the key in base64url', () => {
    // echo -n 8e03978e-40d5-43dd-bc93-6894a57f9324 | openssl dgst -sha256 -binary | basenc --base64url
    expect(keyHashOf(KEY)).toBe('132oAo88WhN1KHPLnHWB1aGhc5a5XPliRTZedbMyXUI');
    expect(keyHashOf(KEY)).toHaveLength(NO_KEY_HASH.length);
  });

  it('returns the same hash for the quoted and the bare form of a key', () => {
    expect(keyHashOf(`"${KEY}"`)).toBe(keyHashOf(KEY));
  });

  it('returns a different hash for a key in another case', () => {
    expect(keyHashOf(KEY.toUpperCase())).not.toBe(keyHashOf(KEY));
  });

  it.each([undefined, null])('returns 43 dashes for %s', (header) => {
    expect(keyHashOf(header)).toBe('-'.repeat(43));
  });

  it.each<[string, unknown]>([
    ['an empty string', ''],
    ['a short key', 'short'],
    ['a number', 1e20],
    ['an array of headers', [KEY, KEY]],
    ['an object', {}],
  ])('throws invalid_key for %s, without the value in the message', (_, header) => {
    const message = 'Idempotency-Key must be 16 to 255 visible ASCII characters.';
    const expected = new AuthError('invalid_key', { message });
    expect(() => keyHashOf(header as string)).toThrow(expected);
  });
});

describe('isSameKey', () => {
  const [key, other] = [keyHashOf(KEY), keyHashOf('x'.repeat(16))];

  it.each([
    ['a key and itself', key, key, true],
    ['a key and another key', key, other, false],
    ['a key and a consumption without a key', key, NO_KEY_HASH, false],
    ['no key and a consumption with a key', NO_KEY_HASH, key, false],
    ['no key and a consumption without a key', NO_KEY_HASH, NO_KEY_HASH, false],
    ['a key and a consumption that is not recorded', key, undefined, false],
    ['no key and a consumption that is not recorded', NO_KEY_HASH, undefined, false],
    ['a key of 43 dashes and a consumption without a key', keyHashOf(NO_KEY_HASH), NO_KEY_HASH, false], // prettier-ignore
  ])('compares %s', (_, keyHash, recorded, expected) => {
    expect(isSameKey(keyHash, recorded)).toBe(expected);
  });
});
