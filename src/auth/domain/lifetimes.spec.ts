import { expect, it } from '@jest/globals';
import { exceededLifetimeMessage, exceededLifetimes, type Lifetimes } from './lifetimes.js';

it.each<[number, number, number, [keyof Lifetimes, keyof Lifetimes][]]>([
  [1, 2, 3, []],
  [2, 2, 2, []],
  [3, 2, 4, [['access', 'refresh']]],
  [1, 3, 2, [['refresh', 'session']]],
  [3, 1, 2, [['access', 'refresh'], ['access', 'session']]], // prettier-ignore
  [2, 3, 1, [['refresh', 'session'], ['access', 'session']]], // prettier-ignore
  [3, 2, 1, [['access', 'refresh'], ['refresh', 'session'], ['access', 'session']]], // prettier-ignore
])('exceededLifetimes compares access %i, refresh %i and session %i', (access, refresh, session, expected) => {
  expect(exceededLifetimes({ access, refresh, session })).toEqual(expected);
}); // prettier-ignore

it('exceededLifetimeMessage names both lifetimes and both remedies', () => {
  const message = exceededLifetimeMessage({ name: 'A', text: '60d' }, { name: 'B', text: '24h' });
  expect(message).toBe(
    'A (60d) is longer than B (24h). Set A to at most 24h, or B to at least 60d.',
  );
});
