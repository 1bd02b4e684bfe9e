import { describe, expect, it } from '@jest/globals';
import { limitOfRank, rankOf, RANKS } from './login-limits.js';

const ranks = Array.from({ length: RANKS }, (_, rank) => rank);

describe('rankOf', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 3],
    [1000, 3],
  ])('returns for attempt %d of an address: %d', (number, rank) => {
    expect(rankOf(number)).toBe(rank);
  });
});

describe('limitOfRank', () => {
  it.each([
    [100, [40, 20, 20, 20]],
    [50, [20, 10, 10, 10]],
    [4, [1, 1, 1, 1]],
  ])('divides %d failures into %j', (total, limits) => {
    expect(ranks.map((rank) => limitOfRank(total, rank))).toEqual(limits);
  });

  it('never allows more failures than the total', () => {
    for (let total = RANKS; total <= 100; total++) {
      const sum = ranks.reduce((all, rank) => all + limitOfRank(total, rank), 0);
      expect(sum).toBeLessThanOrEqual(total);
    }
  });
});
