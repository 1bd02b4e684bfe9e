import { describe, expect, it } from '@jest/globals';
import {
  CONSUMED_LENGTH,
  type Consumption,
  consumptionOf,
  hasConsumed,
  SLOT_COUNT,
  toSlot,
} from './consumption.js';
import { keyHashOf, NO_KEY_HASH } from './idempotency-key.js';

const NOW = Date.UTC(2030, 0, 1);
const SECONDS = NOW / 1000;
const hashOf = (index: number) => keyHashOf(`the key of consumption ${index}`.replaceAll(' ', '-'));
const HASHES = Array.from({ length: SLOT_COUNT }, (_, index) => hashOf(index));

/** The newest consumption first, at intervals of a minute. */
const FULL = HASHES.map((keyHash, index) => toSlot(keyHash, NOW - index * 60_000)).join('');

describe('toSlot', () => {
  it.each([
    ['the epoch', 0, '0000000'],
    ['a whole second', 36_000, '0000010'],
    ['the last millisecond of a second', 36_999, '0000010'],
    ['1 January 2030', NOW, SECONDS.toString(36).padStart(7, '0')],
    ['a time before the epoch', -1, '0000000'],
    ['a time beyond seven digits', 1e15, 'zzzzzzz'],
  ])('writes %s as seven digits in base 36, after the hash', (_, now, digits) => {
    expect(toSlot(NO_KEY_HASH, now)).toBe(NO_KEY_HASH + digits);
  });
});

describe('consumptionOf', () => {
  it('finds eight slots in a full column of 400 characters', () => {
    expect(FULL).toHaveLength(CONSUMED_LENGTH);
    expect(CONSUMED_LENGTH).toBe(400);
  });

  it.each(HASHES.map((keyHash, index) => [index, 20 - 1 - index, keyHash] as const))(
    'reads slot %d for generation %d of a row at generation 20',
    (index, generation, keyHash) => {
      const expected: Consumption = { keyHash, consumedAtSeconds: SECONDS - index * 60 };
      expect(consumptionOf(FULL, 20, generation)).toEqual(expected);
    },
  );

  it.each([
    ['the ninth generation back', FULL, 20, 11],
    ['generation 0 of an old row', FULL, 20, 0],
    ['the current generation', FULL, 20, 20],
    ['a later generation', FULL, 20, 21],
    ['a row that was never rotated', '', 0, -1],
    ['a generation before a restored backup', toSlot(hashOf(1), NOW), 20, 18],
    ['a slot that is cut off', toSlot(hashOf(1), NOW).slice(0, -1), 20, 19],
  ])('finds nothing for %s', (_, consumed, current, generation) => {
    expect(consumptionOf(consumed, current, generation)).toBeUndefined();
  });
});

describe('hasConsumed', () => {
  it.each(HASHES.map((keyHash, index) => [index, keyHash] as const))(
    'finds the key of slot %d',
    (_, keyHash) => {
      expect(hasConsumed(FULL, keyHash)).toBe(true);
    },
  );

  it.each([
    ['another key', FULL, hashOf(99)],
    ['a request without a key', FULL, NO_KEY_HASH],
    ['a request without a key, after another one', toSlot(NO_KEY_HASH, NOW), NO_KEY_HASH],
    ['a key, in a row that was never rotated', '', hashOf(1)],
  ])('does not find %s', (_, consumed, keyHash) => {
    expect(hasConsumed(consumed, keyHash)).toBe(false);
  });
});
