import { describe, expect, it } from '@jest/globals';
import { growthOf, tableOfMemory } from '../../bench/memory-report.mjs';

describe('growthOf', () => {
  it.each([
    ['ignores the warm-up', [10, 100, 100, 100, 100, 100, 100, 100, 100, 100], 1],
    ['ignores a single high sample', [90, 100, 100, 100, 100, 100, 100, 100, 900, 100], 1],
    ['finds growth', [90, 100, 110, 120, 130, 140, 150, 160, 165, 170], 1.5],
  ])('%s', (_, values, growth) => {
    expect(growthOf(values)).toBeCloseTo(growth);
  });
});

describe('tableOfMemory', () => {
  it('has a row for each sample, with the cells of both databases', () => {
    const sample = { refreshes: 100_000, residentMB: 150.4, heapMB: 42.26 };
    const results = ['SQLite', 'PostgreSQL'].map((database) => ({ database, samples: [sample] }));
    expect(tableOfMemory(results)).toContain('| 1 | 100,000 | 150 | 42.3 | 100,000 | 150 | 42.3 |');
  });
});
