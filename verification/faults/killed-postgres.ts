import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { until } from './time-limit.js';
import type { PostgresDatabase } from './postgres-database.js';

/** kill -9 of PostgreSQL at a random time. Its supervisor restarts it. */
export const killedPostgres: Fault<PostgresDatabase> = {
  name: 'kill -9 of PostgreSQL',
  pauseMs: [100, 900],
  async inject({ database, random }) {
    database.kill();
    await setTimeout(random.between(0, 300));
    await database.restartUntilReachable();
  },
  effectCount: ({ counters }) => counters.of(503),
};

/** kill -9 of one of its processes: PostgreSQL ends the others and recovers by itself. */
export const killedBackend: Fault<PostgresDatabase> = {
  name: 'kill -9 of a process of PostgreSQL',
  pauseMs: [300, 1_200],
  async inject({ database, random }) {
    process.kill(random.oneOf(await backendsOfService(database)), 'SIGKILL');
    await database.waitUntilReachable();
  },
  effectCount: ({ counters }) => counters.of(503),
};

async function backendsOfService(database: PostgresDatabase): Promise<number[]> {
  let pids: number[] = [];
  await until('PostgreSQL has connections of the service', async () => {
    pids = await database.backends(`application_name = 'keyturn'`).catch(() => []);
    return pids.length > 0;
  });
  return pids;
}
