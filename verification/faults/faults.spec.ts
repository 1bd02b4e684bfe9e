import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../../test/support/api-client.js';
import { KeyedClient } from '../../test/support/keyed-client.js';
import { seed } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { Fault } from './fault.js';
import { jumpingClock } from './jumping-clock.js';
import { killedServer } from './killed-server.js';
import { CREDENTIALS, Fixture } from './fixture.js';
import { SqliteDatabase } from './sqlite-database.js';
import { trial } from './trial.js';

/** Enough for a busy machine. */
jest.setTimeout(300_000);

const FEW = { clients: 3 };

/**
 * A short form of `npm run faults`. For backups see test/database/restore.spec.ts, for a full
 * disk full-disk.machine.ts.
 */
describe('honest clients of two servers on SQLite', () => {
  let fixture: Fixture<SqliteDatabase>;

  beforeAll(async () => {
    fixture = await Fixture.start(new SqliteDatabase(), new SeededRandom(seed));
  });
  afterAll(async () => expect(await fixture.drop()).toEqual([]));

  const expectNothingLost = async (fault: Fault<SqliteDatabase>, times: number) =>
    expect((await trial(fixture, fault, times, FEW)).violations).toEqual([]);

  it('honest clients get a 401, but keep their session, while the clock of the servers is set far back', async () => {
    const client = await KeyedClient.logIn(new ApiClient(fixture.origins[0]!), CREDENTIALS);
    await client.refresh();
    fixture.clock.jump(-3600);
    expect((await client.refresh()).status).toBe(401);
    fixture.clock.jump(3600);
    expect((await client.refresh()).status).toBe(200);
  });

  it('honest clients lose no session when servers are killed', () =>
    expectNothingLost(killedServer, 2));

  it('honest clients lose no session when the clock jumps', () =>
    expectNothingLost(jumpingClock, 2));
});
