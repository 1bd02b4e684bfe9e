import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../support/seeded-random.js';
import { intervalOf, isWithin, medianOf, shareTest, shuffle } from './statistics.js';

/** Differences of two response times in milliseconds on a busy machine: noise, and a few delays. */
function differences(shift: number, count: number, random: SeededRandom): number[] {
  return Array.from({ length: count }, () => {
    const noise = random.between(-2, 2) + random.between(-2, 2);
    return shift + noise + (random.isTrue(0.05) ? random.between(-80, 80) : 0);
  });
}

describe('statistics', () => {
  const random = new SeededRandom(7);
  /** 5 % of a hash of 15 ms. */
  const TOLERANCE = 0.75;

  it('medianOf returns the middle of odd and even numbers of samples', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });

  it.each([
    ['equal times are within the tolerance', 0, true],
    ['a difference of 10 % of a hash is not', 1.5, false],
    ['a faster response is not', -1.5, false],
    ['a missing hash is not', -15, false],
  ])('isWithin decides: %s', (_, shift, expected) => {
    expect(isWithin(intervalOf(differences(shift, 600, random), random), TOLERANCE)).toBe(expected);
  });

  it('isWithin decides nothing from a few samples', () => {
    const interval = intervalOf(differences(0.5, 10, random), random);
    expect(isWithin(interval, TOLERANCE)).toBeUndefined();
  });

  it('shareTest detects another share, and accepts an equal one', () => {
    const sample = (share: number) => Array.from({ length: 200 }, () => random.isTrue(share));
    expect(shareTest(sample(0.5), sample(0.5), random)).toBeGreaterThan(0.01);
    expect(shareTest(sample(0.5), sample(0.8), random)).toBeLessThan(0.001);
  });

  it('shuffle keeps all values', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    expect([...shuffle(values, random)].sort()).toEqual(values);
  });
});
