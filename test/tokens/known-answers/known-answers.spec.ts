import { describe, expect, it } from '@jest/globals';
import { INVALID } from '../verdict.js';
import { codecWith, octKey, parseCompactJws } from '../wiring.js';
import { ENCRYPTED_JWT, KEY_OF_A1, KNOWN_ANSWERS, OCT_KEY_OF_7520 } from './vectors.js';
import { isVerified } from './verified.js';

const HMACS = KNOWN_ANSWERS.filter(({ algorithm }) => algorithm === 'HS256');
const [A1] = HMACS as [(typeof HMACS)[number]];

/** A day before `exp` of RFC 7515 A.1, and long after. */
const BEFORE = Date.UTC(2011, 2, 21);
const AFTER = Date.UTC(2030, 0, 1);

const refusalOf = (token: string, k: string, now: number) => {
  const { codec } = codecWith(octKey(k), now);
  try {
    codec.verify(token);
    return undefined;
  } catch (error) {
    return error as { message: string; detail?: string };
  }
};

/** As it is printed: compact, or in JSON. */
const textsOf = ({ compact, json }: (typeof KNOWN_ANSWERS)[number]): string[] => [
  ...(compact === undefined ? [] : [compact]),
  ...(json === undefined ? [] : [JSON.stringify(json)]),
];

describe('the examples of the RFCs', () => {
  it.each(KNOWN_ANSWERS)('$section ($algorithm) verifies with its own key', (response) => {
    expect(isVerified(response)).toBe(true);
  });

  it.each(KNOWN_ANSWERS)('$section ($algorithm) is no token of ours: $refusedFor', (response) => {
    for (const text of textsOf(response)) {
      for (const k of [KEY_OF_A1.k, OCT_KEY_OF_7520.k]) {
        expect(refusalOf(text, k, AFTER)?.message).toBe(INVALID);
      }
    }
  });

  it('the claims of RFC 7515 A.1 are read as they are written, line breaks and all', () => {
    expect(parseCompactJws(A1.compact!, ['HS256'])).toEqual({
      iss: 'joe',
      exp: 1_300_819_380,
      'http://example.com/is_root': true,
    });
  });

  it('RFC 7515 A.1 passes our signature check with its key, and is refused for its claims alone', () => {
    expect(refusalOf(A1.compact!, KEY_OF_A1.k, BEFORE)?.message).toBe('Token has no id');
    expect(refusalOf(A1.compact!, KEY_OF_A1.k, AFTER)?.detail).toBeUndefined();
  });

  it('RFC 7515 A.1 fails our signature check with any other key', () => {
    const refusal = refusalOf(A1.compact!, OCT_KEY_OF_7520.k, BEFORE);
    expect(refusal).toMatchObject({ message: INVALID, detail: 'the signature does not verify' });
  });

  it('RFC 7520 §4.4 is well signed, and is no JWT', () => {
    const response = HMACS.find(({ section }) => section === 'RFC 7520 §4.4')!;
    expect(parseCompactJws(response.compact!, ['HS256'])).toBeNull();
    expect(refusalOf(response.compact!, OCT_KEY_OF_7520.k, AFTER)?.detail).toMatch(/not a compact/);
  });

  it('RFC 7519 A.1 is encrypted, and is no JWS', () => {
    expect(parseCompactJws(ENCRYPTED_JWT, ['HS256'])).toBeNull();
    expect(parseCompactJws(ENCRYPTED_JWT, ['RSA1_5'])).toBeNull();
  });
});
