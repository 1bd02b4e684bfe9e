import { describe, expect, it } from '@jest/globals';
import { INVALID } from '../expectation.js';
import { codecWith, octKey, parseCompactJws } from '../wiring.js';
import { ENCRYPTED_JWT, KEY_OF_A1, TEST_VECTORS, OCT_KEY_OF_7520 } from './vectors.js';
import { isVerified } from './verified.js';

const HMACS = TEST_VECTORS.filter(({ algorithm }) => algorithm === 'HS256');
const [A1] = HMACS as [(typeof HMACS)[number]];

/** A day before `exp` of RFC 7515 A.1, and years after. */
const BEFORE = Date.UTC(2011, 2, 21);
const AFTER = Date.UTC(2030, 0, 1);

const errorOf = (token: string, k: string, now: number) => {
  const { codec } = codecWith(octKey(k), now);
  try {
    codec.verify(token);
    return undefined;
  } catch (error) {
    return error as { message: string; detail?: string };
  }
};

/** Returns the token as the RFC prints it: compact, in JSON, or both. */
const textsOf = ({ compact, json }: (typeof TEST_VECTORS)[number]): string[] => [
  ...(compact === undefined ? [] : [compact]),
  ...(json === undefined ? [] : [JSON.stringify(json)]),
];

describe('the test vectors of the RFCs', () => {
  it.each(TEST_VECTORS)(
    'the signature of $section ($algorithm) verifies with its own key',
    (vector) => {
      expect(isVerified(vector)).toBe(true);
    },
  );

  it.each(TEST_VECTORS)('the service rejects $section ($algorithm), because $reason', (vector) => {
    for (const text of textsOf(vector)) {
      for (const k of [KEY_OF_A1.k, OCT_KEY_OF_7520.k]) {
        expect(errorOf(text, k, AFTER)?.message).toBe(INVALID);
      }
    }
  });

  it('the parser reads the claims of RFC 7515 A.1, including their line breaks', () => {
    expect(parseCompactJws(A1.compact!, ['HS256'])?.claims).toEqual({
      iss: 'joe',
      exp: 1_300_819_380,
      'http://example.com/is_root': true,
    });
  });

  it('the codec accepts the signature of RFC 7515 A.1 and rejects its claims', () => {
    expect(errorOf(A1.compact!, KEY_OF_A1.k, BEFORE)?.message).toBe('Token has no id');
    expect(errorOf(A1.compact!, KEY_OF_A1.k, AFTER)?.detail).toBeUndefined();
  });

  it('the codec rejects the signature of RFC 7515 A.1 with another key', () => {
    const error = errorOf(A1.compact!, OCT_KEY_OF_7520.k, BEFORE);
    expect(error).toMatchObject({ message: INVALID, detail: 'the signature does not verify' });
  });

  it('the parser rejects RFC 7520 §4.4, which is correctly signed but not a JWT', () => {
    const vector = HMACS.find(({ section }) => section === 'RFC 7520 §4.4')!;
    expect(parseCompactJws(vector.compact!, ['HS256'])).toBeNull();
    expect(errorOf(vector.compact!, OCT_KEY_OF_7520.k, AFTER)?.detail).toMatch(/not a compact/);
  });

  it('the parser rejects RFC 7519 A.1, which is encrypted and not a JWS', () => {
    expect(parseCompactJws(ENCRYPTED_JWT, ['HS256'])).toBeNull();
    expect(parseCompactJws(ENCRYPTED_JWT, ['RSA1_5' as 'RS256'])).toBeNull();
  });
});
