import { expect, it } from '@jest/globals';
import { SystemClock } from './system-clock.js';

const clock = new SystemClock();

it.each<[string, () => number, () => number]>([
  ['Unix time', () => clock.now(), () => Date.now()],
  ['what no step of that moves', () => clock.monotonic(), () => performance.now()],
])('says %s, in milliseconds', (_, said, known) => {
  const before = known();
  const time = said();
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(known());
});
