import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { seed } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import { exhaustedPool } from './exhausted-pool.js';
import type { Fault } from './fault.js';
import { frozenDatabase, refusingDatabase } from './hung-database.js';
import { killedPostgres } from './killed-postgres.js';
import { killedServer } from './killed-server.js';
import { PostgresDatabase } from './postgres-database.js';
import { Fixture } from './fixture.js';
import { trial } from './trial.js';

/** Enough for a busy machine. */
jest.setTimeout(300_000);

const FEW = { clients: 3 };

/** A short form of `npm run faults`. */
describe('honest clients of two servers with small pools on PostgreSQL', () => {
  let fixture: Fixture<PostgresDatabase>;

  beforeAll(async () => {
    const database = await PostgresDatabase.start();
    fixture = await Fixture.start(database, new SeededRandom(seed), { DATABASE_POOL_SIZE: '2' });
  });
  afterAll(async () => expect(await fixture.drop()).toEqual([]));

  it.each<[string, Fault<PostgresDatabase>, number]>([
    ['servers are killed', killedServer, 2],
    ['PostgreSQL is killed', killedPostgres, 2],
    ['PostgreSQL hangs', frozenDatabase, 1],
    ['PostgreSQL refuses connections', refusingDatabase, 1],
    ['all connections of the pools are taken', exhaustedPool, 1],
  ])('honest clients lose no session when %s', async (_, fault, times) => {
    expect((await trial(fixture, fault, times, FEW)).violations).toEqual([]);
  });
});
