import { describe, expect, it } from '@jest/globals';
import { classifyConnection } from './classify-connection.js';
import { isLongEnough } from './shutdown-settings.js';

describe('while the service stops', () => {
  it.each([
    [1, 0, 3_000, 'response'],
    [1, 3_000, 3_000, 'response'],
    [2, 9_999, 0, 'response'],
    [0, 0, 3_000, 'wait'],
    [0, 2_999, 3_000, 'wait'],
    [0, 3_000, 3_000, 'close'],
    [0, 3_001, 3_000, 'close'],
    [0, 0, 0, 'close'],
  ])(
    'a connection with %i unanswered requests, silent for %i ms of %i, is told to %s',
    (unanswered, silentMs, quietMs, verdict) => {
      const state = { unanswered, silentSince: 500 };
      expect(classifyConnection(state, 500 + silentMs, quietMs)).toBe(verdict);
    },
  );
});

describe('the time for stopping', () => {
  it.each([
    [0, 1_000, true],
    [3_000, 10_000, true],
    [3_000, 6_001, true],
    [3_000, 6_000, false],
    [10_000, 10_000, false],
  ])('with a delay of %i ms, %i ms are long enough: %s', (delayMs, timeoutMs, expected) => {
    expect(isLongEnough({ delayMs, timeoutMs })).toBe(expected);
  });
});
