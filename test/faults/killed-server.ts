import { setTimeout } from 'node:timers/promises';
import type { Checker } from './checker.js';
import type { Fault } from './fault.js';

/** So much is answered between two of them, however slow the machine is. */
const ROTATIONS = [1, 40] as const;
/** Milliseconds after that. */
const PAUSE_MS = [0, 100] as const;

const PATIENCE_MS = 60_000;

/** How often it is one that may not have started yet. */
const WHATEVER_IT_DOES = 0.2;

/** kill -9 of a server at a random moment, now and then while it starts. */
export const killedServer: Fault = {
  name: 'kill -9 of a server',
  pauseMs: [0, 0],
  async strike({ servers, chance }, checker) {
    await untilAnswered(checker, chance.between(...ROTATIONS));
    await setTimeout(chance.between(...PAUSE_MS));
    const up = servers.filter(({ isUp }) => isUp);
    const some = up.length === 0 || chance.isTrue(WHATEVER_IT_DOES) ? servers : up;
    while (!chance.oneOf(some).kill()) await setTimeout(20);
  },
  wasFelt: (tally) => tally.of('none') > 0,
};

/** A service that answers nobody any more is killed all the same; the trial finds out. */
async function untilAnswered(checker: Checker, rotations: number): Promise<void> {
  const enough = checker.rotations + rotations;
  const deadline = performance.now() + PATIENCE_MS;
  while (checker.rotations < enough && performance.now() < deadline) await setTimeout(5);
}
