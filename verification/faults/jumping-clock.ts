import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { until } from './time-limit.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Enough that tabs of several clients have an access token, which expires when the clock jumps. */
const ACCEPTED_TOKENS = 20;

/** Together with the first jump less than the lifetime of a refresh token. */
const MAX_MORE_JUMPS = 10;

/** Within CLOCK_TOLERANCE, which is 60 s. */
const BACK_SECONDS = -45;

/**
 * Sets the clock of all servers forward, by more than the lifetime of an access token and less than
 * that of a refresh token. Then sets it back, by less than CLOCK_TOLERANCE. The clock jumps forward
 * while no request is in flight: the service assumes that no honest request takes minutes.
 */
export const jumpingClock: Fault = {
  name: 'the clock jumps, forwards and back',
  async waitForTrigger(_, checker) {
    const enough = checker.accepted + ACCEPTED_TOKENS;
    await until('clients use their access tokens', () => checker.accepted >= enough);
  },
  pauseMs: [300, 900],
  async inject({ clock, random }, checker, whileIdle) {
    const { expired } = checker;
    const jump = async (seconds: number) => {
      await whileIdle(() => clock.jump(seconds));
      await setTimeout(random.between(300, 900));
    };
    await jump(Math.round(random.between(10 * MINUTE, 20 * HOUR)));
    // Until a client presents an expired token: the first jump may expire only tokens of revoked sessions.
    for (let times = 0; times < MAX_MORE_JUMPS && checker.expired === expired; times++) {
      await jump(10 * MINUTE);
    }
    clock.jump(BACK_SECONDS);
  },
  effectCount: ({ checker }) => checker.expired,
};
