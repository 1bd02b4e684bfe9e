import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { chooseDummy, type HashCount } from './choose-dummy.js';

const KEY = createSecretKey(Buffer.alloc(32, 1));
const OTHER_KEY = createSecretKey(Buffer.alloc(32, 2));
const NAMES = Array.from({ length: 4_000 }, (_, index) => `user ${index}`);

const counts = (shares: Record<string, number>): HashCount[] =>
  Object.entries(shares).map(([dummy, users]) => ({ dummy, users }));

const chosen = (shares: Record<string, number>, key = KEY) =>
  NAMES.map((name) => chooseDummy(name, counts(shares), key));

const countOf = (dummies: readonly unknown[], dummy: string) =>
  dummies.filter((one) => one === dummy).length;

describe('chooseDummy', () => {
  it('returns undefined without counts', () => {
    expect(chooseDummy('unknown', [], KEY)).toBeUndefined();
  });

  it('always chooses the same dummy for one name, in any order of the counts', () => {
    const shares = { argon2: 5, bcrypt: 3, pbkdf2: 2 };
    const reversed = Object.fromEntries(Object.entries(shares).reverse());
    expect(chosen(shares)).toEqual(chosen(reversed));
  });

  it('chooses each dummy as often as users have a hash of its cost', () => {
    const dummies = chosen({ argon2: 700, bcrypt: 200, pbkdf2: 100 });
    // The names and the key are fixed, so the counts are too. Three standard deviations are 87.
    expect(Math.abs(countOf(dummies, 'argon2') - 2_800)).toBeLessThan(87);
    expect(Math.abs(countOf(dummies, 'bcrypt') - 800)).toBeLessThan(76);
    expect(Math.abs(countOf(dummies, 'pbkdf2') - 400)).toBeLessThan(57);
  });

  it('chooses the only cost for every name', () => {
    expect(countOf(chosen({ argon2: 1 }), 'argon2')).toBe(NAMES.length);
  });

  it('chooses other dummies with another key, so that no one can predict them', () => {
    const shares = { argon2: 1, bcrypt: 1 };
    const others = chosen(shares, OTHER_KEY);
    const same = chosen(shares).filter((dummy, index) => dummy === others[index]);
    expect(Math.abs(same.length - 2_000)).toBeLessThan(95);
  });

  it('moves names only to the cost whose share has grown when hashes are upgraded', () => {
    const before = chosen({ argon2: 100, pbkdf2: 900 });
    const after = chosen({ argon2: 500, pbkdf2: 500 });
    const moved = NAMES.filter((_, index) => before[index] !== after[index]);
    expect(moved.length).toBeGreaterThan(1_400);
    NAMES.forEach((_, index) => {
      if (before[index] === 'argon2') expect(after[index]).toBe('argon2');
    });
  });
});
