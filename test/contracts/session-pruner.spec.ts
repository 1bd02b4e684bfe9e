import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SessionPruner } from '../../src/auth/persistence/session-pruner.js';
import { pruneSessions } from '../../src/auth/persistence/prune-sessions.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import {
  DAY,
  type Days,
  PRUNABLE,
  LIMIT,
  ACTIVE,
  NOW,
  rowOf,
  ONE_MS,
} from '../support/prunable-sessions.js';
import { emptyDatabase, open } from '../support/opened.js';

describe.each(DATABASES)('pruning of sessions (%s)', (kind) => {
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
  const storedIds = async () =>
    (await sessions().find({ order: { id: 'ASC' } })).map(({ id }) => id);

  it.each<[string, boolean, Days]>([
    ['active', true, ACTIVE],
    ['not expired, with an expired token as after a restored backup', true, { expires: -30, ends: 20 }], // prettier-ignore
    ['expired at this moment', true, { expires: 0, ends: 0 }],
    ['expired, within the retention period', true, { expires: -7 + ONE_MS, ends: -7 + ONE_MS }], // prettier-ignore
    ['expired, at the end of the retention period', false, { expires: -7, ends: -7 }],
    ['revoked at this moment', true, { revoked: 0, expires: 1, ends: 20 }],
    ['revoked, within the retention period', true, { revoked: -7 + ONE_MS, expires: -8, ends: 20 }], // prettier-ignore
    ['revoked, at the end of the retention period', false, { revoked: -7, expires: -8, ends: 20 }],
    ['revoked, at the end of the retention period, with a token that expires now', false, { revoked: -7, expires: 0, ends: 20 }], // prettier-ignore
    ['revoked, at the end of the retention period, with a token that has not expired, whose response must stay "Token is blacklisted"', true, { revoked: -7, expires: ONE_MS, ends: 20 }], // prettier-ignore
    [
      'revoked and expired, after the retention period',
      false,
      { revoked: -30, expires: -20, ends: -10 },
    ],
    [
      'revoked after it expired, after the retention period of its expiry',
      false,
      { revoked: -1, expires: -9, ends: -8 },
    ],
  ])('SessionPruner keeps a session that is %s: %s', async (_, isKept, days) => {
    await insert(days);
    const page = await new SessionPruner(dataSource).prunePage('', LIMIT);
    expect(page).toMatchObject({ seen: 1, pruned: isKept ? 0 : 1 });
    expect(await storedIds()).toHaveLength(isKept ? 1 : 0);
  });

  it('SessionPruner deletes one page of at most 500 sessions and returns the last ID', async () => {
    const ids = await insert(...Array.from({ length: 501 }, () => PRUNABLE));
    const pruner = new SessionPruner(dataSource);
    const first = await pruner.prunePage('', LIMIT);
    expect(first).toEqual({ last: ids[499], seen: 500, pruned: 500 });
    expect(await storedIds()).toEqual(ids.slice(500));
    const second = await pruner.prunePage(ids[499]!, LIMIT);
    expect(second).toEqual({ last: ids[500], seen: 1, pruned: 1 });
    const none = await pruner.prunePage(ids[500]!, LIMIT);
    expect(none).toEqual({ last: null, seen: 0, pruned: 0 });
  });

  it('SessionPruner does not delete sessions before the start of its page', async () => {
    const ids = await insert(PRUNABLE, PRUNABLE);
    await new SessionPruner(dataSource).prunePage(ids[0]!, LIMIT);
    expect(await storedIds()).toEqual([ids[0]]);
  });

  it('pruneSessions() deletes the sessions of all pages and returns their number', async () => {
    const days = Array.from({ length: 502 }, (_, index) => (index % 2 === 0 ? ACTIVE : PRUNABLE));
    await insert(...days);
    expect(await pruneSessions(dataSource, NOW)).toBe(251);
    expect(await sessions().count()).toBe(251);
  });

  it('pruneSessions() deletes the sessions that were revoked or expired by the given time', async () => {
    const [, late] = await insert(PRUNABLE, { revoked: ONE_MS, expires: -8, ends: 20 });
    expect(await pruneSessions(dataSource, NOW)).toBe(1);
    expect(await storedIds()).toEqual([late]);
  });

  it('pruneSessions() uses the current time by default', async () => {
    const today = (Date.now() - NOW) / DAY;
    const revoked = { revoked: today - 1, expires: today - 1, ends: today + 1 };
    await insert(revoked, { ...revoked, revoked: today + 1 });
    expect(await pruneSessions(dataSource)).toBe(1);
  });
});
