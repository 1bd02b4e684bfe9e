import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';

/** Makes a backup under load, and restores it later. */
export const olderBackup: Fault = {
  name: 'an older backup is restored',
  pauseMs: [300, 900],
  async inject({ database, servers, random }, checker) {
    const startedAt = performance.now();
    await database.backUp();
    await setTimeout(random.between(500, 1_500));
    await Promise.all(servers.map((server) => server.pause()));
    // Lets clients read the last responses of the servers.
    await setTimeout(100);
    checker.restored(startedAt);
    await database.restore();
    for (const server of servers) server.resume();
  },
  effectCount: ({ fixture: { servers } }) => servers.reduce((sum, { log }) => sum + log.ahead, 0),
};
