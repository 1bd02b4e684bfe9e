import type { Checker } from './checker.js';
import type { Fault } from './fault.js';
import { until } from './time-limit.js';

/** The range of successful refreshes between two kills, which does not depend on the speed of the machine. */
const ROTATIONS = [1, 40] as const;
/** The probability of killing a server that may not have started yet. */
const ANY_STATE_RATE = 0.2;

/** kill -9 of a server at a random time, sometimes during its start. */
export const killedServer: Fault = {
  name: 'kill -9 of a server',
  waitForTrigger: ({ random }, checker) => waitForRefreshes(checker, random.between(...ROTATIONS)),
  pauseMs: [0, 100],
  async inject({ servers, random }) {
    const up = servers.filter(({ isUp }) => isUp);
    const some = up.length === 0 || random.isTrue(ANY_STATE_RATE) ? servers : up;
    await until('there is a server to kill', () => random.oneOf(some).kill());
  },
  effectCount: ({ counters }) => counters.of('none'),
};

function waitForRefreshes(checker: Checker, rotations: number): Promise<void> {
  const enough = checker.rotations + rotations;
  return until('clients are served between two kills', () => checker.rotations >= enough);
}
