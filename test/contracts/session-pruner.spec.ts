import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SessionPruner } from '../../src/auth/persistence/session-pruner.js';
import { pruneSessions } from '../../src/auth/persistence/prune-sessions.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { DAY, type Days, DEAD, LIMIT, LIVING, NOW, rowOf, TINY } from '../support/dead-sessions.js';
import { emptyDatabase, open } from '../support/opened.js';

describe.each(DATABASES)('the deletion of dead sessions (%s)', (kind) => {
  let dataSource: DataSource;

  beforeAll(async () => {
    dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
  });
  beforeEach(() => dataSource.getRepository(RefreshToken).clear());

  const sessions = () => dataSource.getRepository(RefreshToken);
  const insert = async (...days: Days[]) => {
    const rows = days.map(rowOf);
    await sessions().save(rows, { chunk: 50 });
    return rows.map(({ id }) => id).sort();
  };
  const idsThere = async () =>
    (await sessions().find({ order: { id: 'ASC' } })).map(({ id }) => id);

  it.each<[string, boolean, Days]>([
    ['active', true, LIVING],
    ['living, its token idle to death: a backup restored here had it so', true, { expires: -30, ends: 20 }], // prettier-ignore
    ['at its end just now', true, { expires: 0, ends: 0 }],
    ['past its end, and kept a little less than long enough', true, { expires: -7 + TINY, ends: -7 + TINY }], // prettier-ignore
    ['past its end, and kept long enough', false, { expires: -7, ends: -7 }],
    ['revoked just now', true, { revoked: 0, expires: 1, ends: 20 }],
    ['revoked, and kept a little less than long enough', true, { revoked: -7 + TINY, expires: -8, ends: 20 }], // prettier-ignore
    ['revoked, and kept long enough', false, { revoked: -7, expires: -8, ends: 20 }],
    ['revoked, kept long enough, its token expiring now', false, { revoked: -7, expires: 0, ends: 20 }], // prettier-ignore
    ['revoked, kept long enough, its token not expired: it must be called blacklisted', true, { revoked: -7, expires: TINY, ends: 20 }], // prettier-ignore
    ['revoked and past its end, both long ago', false, { revoked: -30, expires: -20, ends: -10 }],
    ['revoked after its end, which was long ago', false, { revoked: -1, expires: -9, ends: -8 }],
  ])('of a session %s: it stays is %s', async (_, stays, days) => {
    await insert(days);
    const page = await new SessionPruner(dataSource).prunePage('', LIMIT);
    expect(page).toMatchObject({ seen: 1, pruned: stays ? 0 : 1 });
    expect(await idsThere()).toHaveLength(stays ? 1 : 0);
  });

  it('is done a page of 500 at a time, along the keys, and says where it is', async () => {
    const ids = await insert(...Array.from({ length: 501 }, () => DEAD));
    const pruner = new SessionPruner(dataSource);
    const first = await pruner.prunePage('', LIMIT);
    expect(first).toEqual({ last: ids[499], seen: 500, pruned: 500 });
    expect(await idsThere()).toEqual(ids.slice(500));
    const second = await pruner.prunePage(ids[499]!, LIMIT);
    expect(second).toEqual({ last: ids[500], seen: 1, pruned: 1 });
    const none = await pruner.prunePage(ids[500]!, LIMIT);
    expect(none).toEqual({ last: null, seen: 0, pruned: 0 });
  });

  it('leaves what stands before its page alone', async () => {
    const ids = await insert(DEAD, DEAD);
    await new SessionPruner(dataSource).prunePage(ids[0]!, LIMIT);
    expect(await idsThere()).toEqual([ids[0]]);
  });

  it('for an application goes through them all, and says how many went', async () => {
    const days = Array.from({ length: 502 }, (_, index) => (index % 2 === 0 ? LIVING : DEAD));
    await insert(...days);
    expect(await pruneSessions(dataSource, NOW)).toBe(251);
    expect(await sessions().count()).toBe(251);
  });

  it('for an application takes what ended until the moment that it names, and not later', async () => {
    const [, late] = await insert(DEAD, { revoked: TINY, expires: -8, ends: 20 });
    expect(await pruneSessions(dataSource, NOW)).toBe(1);
    expect(await idsThere()).toEqual([late]);
  });

  it('for an application takes what has ended by now when it names none', async () => {
    const today = (Date.now() - NOW) / DAY;
    const ended = { revoked: today - 1, expires: today - 1, ends: today + 1 };
    await insert(ended, { ...ended, revoked: today + 1 });
    expect(await pruneSessions(dataSource)).toBe(1);
  });
});
