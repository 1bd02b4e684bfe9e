import { describe, expect, it } from '@jest/globals';
import { inTime, until, within } from './time-limit.js';

const never = () => new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('lets what comes in time come, and what fails fail', async () => {
    let looks = 0;
    await until('the third look', () => ++looks === 3);
    expect(await within(1_000, 'a value', Promise.resolve(7))).toBe(7);
    await expect(within(1_000, 'a value', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('passes, also when it is the question that hangs', async () => {
    const late = 'not within 0.01 s: an answer';
    await expect(until('an answer', () => false, 10)).rejects.toThrow(late);
    await expect(until('an answer', never, 10)).rejects.toThrow(late);
  });

  it('makes a violation of what never comes, and of nothing else', async () => {
    const violations: string[] = [];
    const check = (work: () => Promise<void>) => inTime((what) => violations.push(what), work);
    await check(() => until('an answer', never, 10));
    expect(violations).toEqual(['not within 0.01 s: an answer']);
    await expect(check(() => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
  });
});
