import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HttpClient } from '../support/http-client.js';
import { KeyedClient } from '../support/keyed-client.js';
import { Chance, seed } from './chance.js';
import type { Fault } from './fault.js';
import { jumpingClock } from './jumping-clock.js';
import { killedServer } from './killed-server.js';
import { CREDENTIALS, Fixture } from './fixture.js';
import { SqliteDatabase } from './sqlite-database.js';
import { trial } from './trial.js';

/** However busy the machine is. */
jest.setTimeout(300_000);

const FEW = { clients: 3 };

/**
 * A handful of each: `npm run test:faults` is the long form. Backups: see test/restore.spec.ts; a
 * full disk: full-disk.machine.ts.
 */
describe('honest clients of two servers on SQLite', () => {
  let fixture: Fixture<SqliteDatabase>;

  beforeAll(async () => {
    fixture = await Fixture.start(new SqliteDatabase(), new Chance(seed));
  });
  afterAll(async () => expect(await fixture.drop()).toEqual([]));

  const expectNothingLost = async (fault: Fault<SqliteDatabase>, times: number) =>
    expect((await trial(fixture, fault, times, FEW)).violations).toEqual([]);

  it('are refused by a clock that is set far back, which ends nothing', async () => {
    const client = await KeyedClient.logIn(new HttpClient(fixture.origins[0]!), CREDENTIALS);
    await client.refresh();
    fixture.clock.jump(-3600);
    expect((await client.refresh()).status).toBe(401);
    fixture.clock.jump(3600);
    expect((await client.refresh()).status).toBe(200);
  });

  it('lose nothing when servers are killed', () => expectNothingLost(killedServer, 2));

  it('lose nothing when the clock jumps', () => expectNothingLost(jumpingClock, 2));
});
