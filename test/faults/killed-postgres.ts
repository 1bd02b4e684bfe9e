import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { until } from './time-limit.js';
import type { PostgresDatabase } from './postgres-database.js';

/** kill -9 of PostgreSQL at a random moment; its supervisor starts it again. */
export const killedPostgres: Fault<PostgresDatabase> = {
  name: 'kill -9 of PostgreSQL',
  pauseMs: [100, 900],
  async strike({ database, chance }) {
    database.kill();
    await setTimeout(chance.between(0, 300));
    await database.comeBack();
  },
  timesFelt: ({ counters }) => counters.of(503),
};

/** kill -9 of one of its processes: it ends the others, and recovers by itself. */
export const killedBackend: Fault<PostgresDatabase> = {
  name: 'kill -9 of a process of PostgreSQL',
  pauseMs: [300, 1_200],
  async strike({ database, chance }) {
    process.kill(chance.oneOf(await backendsOfOurs(database)), 'SIGKILL');
    await database.untilThere();
  },
  timesFelt: ({ counters }) => counters.of(503),
};

async function backendsOfOurs(database: PostgresDatabase): Promise<number[]> {
  let pids: number[] = [];
  await until('PostgreSQL serves us', async () => {
    pids = await database.backends(`application_name = 'keyturn'`).catch(() => []);
    return pids.length > 0;
  });
  return pids;
}
