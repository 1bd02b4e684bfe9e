import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HttpClient } from '../support/http-client.js';
import { KeyedClient } from '../support/keyed-client.js';
import { Chance, seed } from './chance.js';
import type { Fault } from './fault.js';
import { fullSqliteDisk } from './full-disk.js';
import { jumpingClock } from './jumping-clock.js';
import { killedServer } from './killed-server.js';
import { CREDENTIALS, Scene } from './scene.js';
import { SmallDisk } from './small-disk.js';
import { SqliteDatabase } from './sqlite-database.js';
import { trial } from './trial.js';

/** However busy the machine is. */
jest.setTimeout(300_000);

const DISK_MIB = 16;

const disk = SmallDisk.mount(DISK_MIB);
if (disk === undefined) process.stderr.write('\nNo mount is allowed: NO FULL DISK IS TESTED.\n');

const FEW = { clients: 3 };

/** A handful of each: `npm run test:faults` is the long form. Backups: see test/restore.spec.ts. */
describe('honest clients of two servers on SQLite', () => {
  let scene: Scene<SqliteDatabase>;

  beforeAll(async () => {
    scene = await Scene.start(new SqliteDatabase(disk?.folder), new Chance(seed));
  });
  afterAll(async () => {
    const last = await scene.drop();
    disk?.unmount();
    expect(last).toEqual([]);
  });

  const expectNothingLost = async (fault: Fault<SqliteDatabase>, times: number) =>
    expect((await trial(scene, fault, times, FEW)).violations).toEqual([]);

  it('are refused by a clock that is set far back, which ends nothing', async () => {
    const client = await KeyedClient.logIn(new HttpClient(scene.origins[0]!), CREDENTIALS);
    await client.refresh();
    scene.clock.jump(-3600);
    expect((await client.refresh()).status).toBe(401);
    scene.clock.jump(3600);
    expect((await client.refresh()).status).toBe(200);
  });

  it('lose nothing when servers are killed', () => expectNothingLost(killedServer, 2));

  it('lose nothing when the clock jumps', () => expectNothingLost(jumpingClock, 2));

  (disk === undefined ? it.skip : it)('lose nothing when the disk is full', () =>
    expectNothingLost(fullSqliteDisk(disk!), 1),
  );
});
