import { describe, expect, it } from '@jest/globals';
import { reportTimeLimit, until, within } from './time-limit.js';

const never = () => new Promise<never>(() => undefined);

describe('a time limit', () => {
  it('a time limit does not change results and errors that arrive in time', async () => {
    let checks = 0;
    await until('the third check', () => ++checks === 3);
    expect(await within(1_000, 'a value', Promise.resolve(7))).toBe(7);
    await expect(within(1_000, 'a value', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('a time limit fails when the condition stays false, or its check hangs', async () => {
    const late = 'not within 0.01 s: a response';
    await expect(until('a response', () => false, 10)).rejects.toThrow(late);
    await expect(until('a response', never, 10)).rejects.toThrow(late);
  });

  it('a time limit becomes a violation, but other errors do not', async () => {
    const violations: string[] = [];
    const check = (work: () => Promise<void>) =>
      reportTimeLimit((what) => violations.push(what), work);
    await check(() => until('a response', never, 10));
    expect(violations).toEqual(['not within 0.01 s: a response']);
    await expect(check(() => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
  });
});
