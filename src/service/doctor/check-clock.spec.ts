import { describe, expect, it } from '@jest/globals';
import { checkClock } from './check-clock.js';

describe('checkClock with a tolerance of 60 seconds', () => {
  it.each([
    [0, 'ok', "This machine's clock is 0 s ahead of the database's."],
    [1_000, 'ok', "This machine's clock is 1 s ahead of the database's."],
    [-1_000, 'ok', "This machine's clock is 1 s behind the database's."],
    [1_001, 'hint', "This machine's clock is 1 s ahead of the database's."],
    [-60_000, 'hint', "This machine's clock is 60 s behind the database's."],
    [
      60_001,
      'problem',
      "This machine's clock is 60 s ahead of the database's, more than CLOCK_TOLERANCE.",
    ],
    [
      -86_400_000,
      'problem',
      "This machine's clock is 86400 s behind the database's, more than CLOCK_TOLERANCE.",
    ],
  ])('classifies a clock that is %d ms ahead as %s', (aheadMs, verdict, text) => {
    expect(checkClock(aheadMs, 60_000)).toMatchObject({ about: 'clock', verdict, text });
  });

  it('returns a remedy only for a clock that is off', () => {
    expect(checkClock(0, 60_000).remedy).toBeNull();
    expect(checkClock(5_000, 60_000).remedy).toContain('NTP');
  });
});
