import { describe, expect, it } from '@jest/globals';
import { SessionIds } from './session-ids.js';

const NOW = Date.UTC(2030, 0, 1);

describe('SessionIds', () => {
  it('creates ascending and different IDs within a millisecond', () => {
    const ids = new SessionIds();
    const created = Array.from({ length: 1000 }, () => ids.next(NOW));
    expect([...created].sort()).toEqual(created);
    expect(new Set(created).size).toBe(1000);
  });

  it('creates UUIDs of version 7 in the order of their times', () => {
    const ids = new SessionIds();
    const [second, first] = [ids.next(NOW + 1), ids.next(NOW)] as const;
    expect(first < second).toBe(true);
    expect(first).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('creates different IDs in two processes', () => {
    const [one, other] = [new SessionIds(), new SessionIds()];
    expect(one.next(NOW)).not.toBe(other.next(NOW));
  });
});
