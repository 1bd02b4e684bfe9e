import { describe, expect, it } from '@jest/globals';
import { isStalled, nextProgress } from './response-progress.js';

const LAST = { flushedBytes: 100, atMs: 5_000 };
const LIMIT_MS = 30_000;

describe('isStalled and nextProgress', () => {
  it.each([
    ['nothing is pending', { flushedBytes: 100, pendingBytes: 0 }, 90_000, false, 'new'],
    ['bytes were flushed', { flushedBytes: 101, pendingBytes: 9 }, 90_000, false, 'new'],
    ['all bytes were flushed', { flushedBytes: 109, pendingBytes: 0 }, 90_000, false, 'new'],
    ['bytes wait for less than the limit', { flushedBytes: 100, pendingBytes: 9 }, 34_999, false, 'last'], // prettier-ignore
    ['bytes wait for as long as the limit', { flushedBytes: 100, pendingBytes: 9 }, 35_000, true, 'last'], // prettier-ignore
    ['more bytes wait and none were flushed', { flushedBytes: 100, pendingBytes: 99 }, 35_000, true, 'last'], // prettier-ignore
  ])('detect stalls and progress when %s', (_, outgoing, nowMs, stalled, kept) => {
    expect(isStalled(LAST, outgoing, nowMs, LIMIT_MS)).toBe(stalled);
    const { flushedBytes } = outgoing;
    const expected = kept === 'last' ? LAST : { flushedBytes, atMs: nowMs };
    expect(nextProgress(LAST, outgoing, nowMs)).toEqual(expected);
  });
});
