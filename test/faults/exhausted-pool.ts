import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';

/** All connections of the pools wait for a lock, and all requests for a connection. */
export const exhaustedPool: Fault<PostgresDatabase> = {
  name: 'connection pools at their limit',
  pauseMs: [300, 900],
  async strike({ database, chance }) {
    const client = await database.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE keyturn_refresh_token IN ACCESS EXCLUSIVE MODE');
    await setTimeout(chance.between(1_000, 2_000));
    await client.end();
  },
  timesFelt: ({ counters }) => counters.of(503),
};

/** Others have every connection that PostgreSQL allows, and ours were cut off. */
export const takenConnections: Fault<PostgresDatabase> = {
  name: 'PostgreSQL has no connection left',
  pauseMs: [300, 900],
  async strike({ database, chance }) {
    const others = await takeAll(database);
    while (await hasClosedOurs(others[0]!)) others.push(...(await takeAll(database)));
    await setTimeout(chance.between(700, 1_500));
    await Promise.all(others.map((client) => client.end()));
  },
  timesFelt: ({ counters }) => counters.of(503),
};

async function takeAll(database: PostgresDatabase): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = await database.connect().catch(() => undefined);
    if (client === undefined) return taken;
    taken.push(client);
  }
}

/** @returns false when the service has no connection any more */
async function hasClosedOurs(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keyturn'`);
  return rowCount !== 0;
}
