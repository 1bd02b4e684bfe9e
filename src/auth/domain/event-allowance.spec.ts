import { describe, expect, it } from '@jest/globals';
import { EventAllowance } from './event-allowance.js';

const MINUTE_MS = 60_000;

/** @returns the results for the addresses, in order */
const takeAll = (allowance: EventAllowance, addresses: (string | null)[], now: number) =>
  addresses.map((ip) => allowance.take(ip, now));

describe('EventAllowance', () => {
  const limits = { perAddress: 2, overall: 3 };

  it.each<[string, (string | null)[], (number | null)[]]>([
    ['two events of one address', ['192.0.2.1', '192.0.2.1', '192.0.2.1'], [0, 0, null]],
    ['two events of one IPv6 /64', ['2001:db8::1', '2001:db8::2', '2001:db8::3'], [0, 0, null]],
    ['two events without an address', [null, null, 'unknown'], [0, 0, null]],
    [
      'three events of all addresses',
      ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'],
      [0, 0, 0, null],
    ],
  ])('allows %s in a minute', (_, addresses, expected) => {
    expect(takeAll(new EventAllowance(limits), addresses, 0)).toEqual(expected);
  });

  it('returns the number of suppressed events with the next event', () => {
    const allowance = new EventAllowance(limits);
    takeAll(allowance, ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1'], 0);
    expect(takeAll(allowance, ['192.0.2.2', '192.0.2.3'], 0)).toEqual([2, null]);
    expect(takeAll(allowance, ['192.0.2.3', '192.0.2.3'], MINUTE_MS)).toEqual([1, 0]);
  });

  it.each([
    ['does not end before a minute', MINUTE_MS - 1, null],
    ['ends after a minute', MINUTE_MS, 1],
    ['ends when the clock is set back', -1, 1],
  ])('the window %s', (_, later, expected) => {
    const allowance = new EventAllowance({ perAddress: 1, overall: 1 });
    expect(takeAll(allowance, ['192.0.2.1', '192.0.2.1'], 0)).toEqual([0, null]);
    expect(allowance.take('192.0.2.1', later)).toBe(expected === null ? null : 1);
  });
});
