import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';

/** A table lock blocks all connections of the pools, so all requests wait for a connection. */
export const exhaustedPool: Fault<PostgresDatabase> = {
  name: 'connection pools are exhausted',
  pauseMs: [300, 900],
  async inject({ database, random }) {
    const client = await database.connect();
    await client.query('BEGIN');
    await client.query('LOCK TABLE keyturn_refresh_token IN ACCESS EXCLUSIVE MODE');
    await setTimeout(random.between(1_000, 2_000));
    await client.end();
  },
  effectCount: ({ counters }) => counters.of(503),
};

/** Other clients take all connections of PostgreSQL, and those of the service are terminated. */
export const takenConnections: Fault<PostgresDatabase> = {
  name: 'PostgreSQL has no connection left',
  pauseMs: [300, 900],
  async inject({ database, random }) {
    const others = await takeAll(database);
    while (await terminateConnections(others[0]!)) others.push(...(await takeAll(database)));
    await setTimeout(random.between(700, 1_500));
    await Promise.all(others.map((client) => client.end()));
  },
  effectCount: ({ counters }) => counters.of(503),
};

async function takeAll(database: PostgresDatabase): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = await database.connect().catch(() => undefined);
    if (client === undefined) return taken;
    taken.push(client);
  }
}

/** Terminates the connections of the service. @returns false when it has none */
async function terminateConnections(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keyturn'`);
  return rowCount !== 0;
}
