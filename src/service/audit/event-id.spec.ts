import { describe, expect, it } from '@jest/globals';
import { EventIds, lowestIdOf, timeOf } from './event-id.js';

const NOW = Date.UTC(2026, 10, 29);

describe('EventIds', () => {
  it('creates ascending IDs within a millisecond, and after the clock was set back', () => {
    const ids = new EventIds();
    const times = [NOW, NOW, NOW + 1, NOW - 60_000, NOW - 60_000, NOW + 2];
    const created = times.map((now) => ids.next(now));
    expect([...created].sort()).toEqual(created);
    expect(new Set(created).size).toBe(times.length);
  });
});

describe('lowestIdOf', () => {
  it('returns an ID between those of the millisecond before and those of the time', () => {
    const ids = new EventIds();
    const [before, after] = [ids.next(NOW - 1), ids.next(NOW)];
    expect([before, lowestIdOf(NOW), after].sort()).toEqual([before, lowestIdOf(NOW), after]);
  });

  it('returns the lowest of all IDs for a time before 1970', () => {
    expect(lowestIdOf(-1)).toBe('00000000-0000-0000-0000-000000000000');
  });
});

it('timeOf returns the time of an ID', () => {
  expect(timeOf(new EventIds().next(NOW))).toBe(NOW);
});
