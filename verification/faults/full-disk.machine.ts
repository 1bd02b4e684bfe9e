import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { seed } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import { fullSqliteDisk } from './full-disk.js';
import { Fixture } from './fixture.js';
import { SmallDisk } from './small-disk.js';
import { SqliteDatabase } from './sqlite-database.js';
import { trial } from './trial.js';

/** Enough for a busy machine. */
jest.setTimeout(300_000);

const DISK_MIB = 16;

describe('honest clients of two servers on SQLite', () => {
  let disk: SmallDisk;
  let fixture: Fixture<SqliteDatabase>;

  beforeAll(async () => {
    disk = SmallDisk.mount(DISK_MIB);
    fixture = await Fixture.start(new SqliteDatabase(disk.folder), new SeededRandom(seed));
  });
  afterAll(async () => {
    const last = await fixture.drop();
    disk.unmount();
    expect(last).toEqual([]);
  });

  it('honest clients lose no session when the disk is full', async () => {
    expect((await trial(fixture, fullSqliteDisk(disk), 1, { clients: 3 })).violations).toEqual([]);
  });
});
