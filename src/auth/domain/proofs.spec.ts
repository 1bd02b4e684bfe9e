import { describe, expect, it } from '@jest/globals';
import {
  isIdempotencyKey,
  isSameKey,
  NO_PROOF,
  PROOF_LENGTH,
  PROOF_SLOTS,
  proofOf,
  proofThatSpent,
} from './proofs.js';

const VISIBLE = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCharCode(0x21 + i));

describe('an Idempotency-Key', () => {
  it.each([
    ['16 characters', 'x'.repeat(16)],
    ['255 characters', 'x'.repeat(255)],
    ['every visible ASCII character', VISIBLE.join('')],
    ['a quoted string, taken as it is', '"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
  ])('may be %s', (_, key) => {
    expect(isIdempotencyKey(key)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['15 characters', 'x'.repeat(15)],
    ['256 characters', 'x'.repeat(256)],
    ['with a space', `${'x'.repeat(16)} x`],
    ['with a line feed behind', `${'x'.repeat(16)}\n`],
    ['with DEL', `${'x'.repeat(16)}\x7f`],
    ['with a control character', `${'x'.repeat(16)}\x1f`],
    ['beyond ASCII', `${'x'.repeat(16)}é`],
  ])('is not %s', (_, key) => {
    expect(isIdempotencyKey(key)).toBe(false);
  });
});

describe('what is kept of a key', () => {
  it('is its SHA-256 in base64url', () => {
    // FIPS 180-2, appendix B.1
    expect(proofOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    expect(proofOf('abc')).toHaveLength(PROOF_LENGTH);
  });

  it('is 43 dashes where there was none', () => {
    expect(proofOf(undefined)).toBe('-'.repeat(43));
  });

  it('differs for keys that differ only in case', () => {
    expect(proofOf('ABC')).not.toBe(proofOf('abc'));
  });
});

describe('the proof that spent a generation', () => {
  const slots = Array.from({ length: PROOF_SLOTS }, (_, i) => proofOf(`slot ${i}`));
  const full = slots.join('');

  it('is remembered for the last eight, which fill 344 characters', () => {
    expect(full).toHaveLength(344);
  });

  it.each(slots.map((proof, i) => [i, 20 - 1 - i, proof] as const))(
    'stands in slot %d for generation %d of a row at 20',
    (_, generation, proof) => {
      expect(proofThatSpent(full, 20, generation)).toBe(proof);
    },
  );

  it.each([
    ['the ninth generation back', full, 20, 11],
    ['generation 0 of an old row', full, 20, 0],
    ['the current generation', full, 20, 20],
    ['a generation that is still to come', full, 20, 21],
    ['a row that was never rotated', '', 0, -1],
    ['a slot that a restored backup has emptied', proofOf('one'), 20, 18],
  ])('is none for %s', (_, proofs, current, generation) => {
    expect(proofThatSpent(proofs, current, generation)).toBeUndefined();
  });
});

describe('the same key', () => {
  const [key, other] = [proofOf('key'), proofOf('other')];

  it.each([
    ['a key matches itself', key, key, true],
    ['a key does not match another', key, other, false],
    ['a key does not match no key', key, NO_PROOF, false],
    ['no key does not match a key', NO_PROOF, key, false],
    ['no key never matches no key', NO_PROOF, NO_PROOF, false],
    ['a key does not match what is forgotten', key, undefined, false],
    ['no key does not match what is forgotten', NO_PROOF, undefined, false],
    ['43 dashes sent as a key do not match no key', proofOf(NO_PROOF), NO_PROOF, false],
  ])('%s', (_, proof, recorded, expected) => {
    expect(isSameKey(proof, recorded)).toBe(expected);
  });
});
