import { describe, expect, it } from '@jest/globals';
import { classifyConnection } from './classify-connection.js';
import { isLongEnough } from './shutdown-settings.js';

describe('classifyConnection', () => {
  it.each([
    [1, 0, 3_000, 'respond'],
    [1, 3_000, 3_000, 'respond'],
    [2, 9_999, 0, 'respond'],
    [0, 0, 3_000, 'wait'],
    [0, 2_999, 3_000, 'wait'],
    [0, 3_000, 3_000, 'close'],
    [0, 3_001, 3_000, 'close'],
    [0, 0, 0, 'close'],
  ])(
    'classifies %i pending requests, idle for %i ms of %i, as %s',
    (pending, idleMs, minIdleMs, expected) => {
      const state = { pending, idleSince: 500 };
      expect(classifyConnection(state, 500 + idleMs, minIdleMs)).toBe(expected);
    },
  );
});

describe('isLongEnough', () => {
  it.each([
    [0, 1_000, true],
    [3_000, 10_000, true],
    [3_000, 6_001, true],
    [3_000, 6_000, false],
    [10_000, 10_000, false],
  ])('compares a delay of %i ms with a timeout of %i ms: %s', (delayMs, timeoutMs, expected) => {
    expect(isLongEnough({ delayMs, timeoutMs })).toBe(expected);
  });
});
