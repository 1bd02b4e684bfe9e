import type { Checker } from './checker.js';
import type { Fault } from './fault.js';
import { until } from './time-limit.js';

/** So much is answered between two of them, however slow the machine is. */
const ROTATIONS = [1, 40] as const;
/** How often it is one that may not have started yet. */
const WHATEVER_IT_DOES = 0.2;

/** kill -9 of a server at a random moment, now and then while it starts. */
export const killedServer: Fault = {
  name: 'kill -9 of a server',
  untilItsMoment: ({ chance }, checker) => untilAnswered(checker, chance.between(...ROTATIONS)),
  pauseMs: [0, 100],
  async strike({ servers, chance }) {
    const up = servers.filter(({ isUp }) => isUp);
    const some = up.length === 0 || chance.isTrue(WHATEVER_IT_DOES) ? servers : up;
    await until('there is a server to kill', () => chance.oneOf(some).kill());
  },
  timesFelt: ({ counters }) => counters.of('none'),
};

function untilAnswered(checker: Checker, rotations: number): Promise<void> {
  const enough = checker.rotations + rotations;
  return until('clients are answered between two kills', () => checker.rotations >= enough);
}
