import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Within CLOCK_TOLERANCE, which is 60 s. */
const BACK_SECONDS = -45;

/**
 * The clock of all servers jumps forwards, further than an access token lives and less than a
 * refresh token does; and a little later back, by less than CLOCK_TOLERANCE. It jumps forwards while
 * no request is under way: a request that was under way for minutes is not one of an honest client.
 */
export const jumpingClock: Fault = {
  name: 'the clock jumps, forwards and back',
  pauseMs: [300, 900],
  async strike({ clock, chance }, _, quietly) {
    await quietly(() => clock.jump(Math.round(chance.between(10 * MINUTE, 20 * HOUR))));
    await setTimeout(chance.between(300, 900));
    clock.jump(BACK_SECONDS);
  },
  timesFelt: ({ checker }) => checker.expired,
};
