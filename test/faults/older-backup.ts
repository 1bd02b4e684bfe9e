import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** A backup is made while clients are at work; later it is all that is left. */
export const olderBackup: Fault = {
  name: 'an older backup is restored',
  pauseMs: [300, 900],
  async strike({ database, servers, chance }, checker) {
    const begunAt = performance.now();
    await database.backUp();
    await setTimeout(chance.between(500, 1_500));
    await Promise.all(servers.map((server) => server.pause()));
    // What the servers had answered is read.
    await setTimeout(100);
    checker.restored(begunAt);
    await database.restore();
    for (const server of servers) server.resume();
  },
  timesFelt: ({ fixture: { servers } }) => servers.reduce((sum, { log }) => sum + log.ahead, 0),
};
