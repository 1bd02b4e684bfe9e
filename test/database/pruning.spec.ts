import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { SystemClock } from '../../src/auth/config/system-clock.js';
import { migrate } from '../../src/service/database/migrate.js';
import { prune } from '../../src/service/pruning/prune.js';
import { PruningSchedule } from '../../src/service/pruning/pruning-schedule.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import {
  DAY,
  PRUNABLE,
  KEPT,
  LIMIT,
  ACTIVE,
  prunableNow,
  rowOf,
  type Days,
} from '../support/prunable-sessions.js';
import { claimsOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

describe.each(DATABASES)('pruning (%s)', (kind) => {
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
    return rows.map(({ id }) => id);
  };
  const storedIds = async () =>
    (await sessions().find({ order: { id: 'ASC' } })).map(({ id }) => id);

  it('prune() deletes all pages of 500 sessions and no active session', async () => {
    const days = Array.from({ length: 1_203 }, (_, index) => (index % 3 === 0 ? ACTIVE : PRUNABLE));
    const ids = await insert(...days);
    const pages: number[] = [];
    const onProgress = ({ seen }: { seen: number }) => void pages.push(seen);
    expect(await prune(dataSource, LIMIT, { onProgress })).toEqual({ seen: 1_203, pruned: 802 });
    expect(pages).toEqual([500, 1_000, 1_203, 1_203]);
    expect(await storedIds()).toEqual(ids.filter((_, index) => index % 3 === 0).sort());
  });

  it('prune() stops after a whole page when it is aborted, and the next run continues', async () => {
    await insert(...Array.from({ length: 700 }, () => PRUNABLE));
    const stopping = new AbortController();
    const { signal } = stopping;
    const onProgress = () => stopping.abort();
    expect(await prune(dataSource, LIMIT, { signal, onProgress })).toMatchObject({ pruned: 500 });
    expect(await prune(dataSource, LIMIT)).toEqual({ seen: 200, pruned: 200 });
  });

  it('PruningSchedule prunes in the interval and stops with the application', async () => {
    await insert(prunableNow(), ACTIVE);
    const settings = { intervalMs: 20, keptMs: KEPT, auditKeptMs: KEPT };
    const schedule = new PruningSchedule(dataSource, new SystemClock(), settings);
    schedule.onApplicationBootstrap();
    while ((await sessions().count()) > 1) await new Promise(setImmediate);
    await schedule.onModuleDestroy();
    await insert(prunableNow());
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await sessions().count()).toBe(2);
  });

  it('PruningSchedule never prunes when the interval is 0', async () => {
    await insert(prunableNow());
    const never = { intervalMs: 0, keptMs: 0, auditKeptMs: 0 };
    const schedule = new PruningSchedule(dataSource, new SystemClock(), never);
    schedule.onApplicationBootstrap();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await schedule.onModuleDestroy();
    expect(await sessions().count()).toBe(1);
  });
});

describe.each(DATABASES)('responses after pruning (%s)', (kind) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(kind)));
  afterAll(() => service.stop());

  const pruned = () => {
    const { now } = service;
    return prune(service.dataSource, { now, before: now - KEPT });
  };

  it('a revoked session keeps its response until its token expires, and is pruned afterwards', async () => {
    const { refresh } = await service.logIn();
    await service.post('/api/token/blacklist/', { refresh });
    expect(await pruned()).toMatchObject({ pruned: 0 });
    expect((await service.refresh(refresh)).json).toMatchObject({ detail: 'Token is blacklisted' });
    service.pass(KEPT);
    expect(await pruned()).toMatchObject({ pruned: 1 });
    expect(await service.refresh(refresh)).toMatchObject({
      status: 401,
      json: { detail: 'Token is invalid or expired' },
    });
  });

  it('a consumed token still revokes an active session after weeks of pruning', async () => {
    const { refresh: consumed } = await service.logIn();
    let current = consumed;
    for (let day = 0; day < 20; day++) {
      current = String((await service.refresh(current)).json['refresh']);
      service.pass(0.9 * DAY);
      await pruned();
    }
    expect((await service.refresh(consumed)).status).toBe(401);
    const { revokedReason } = await service.read(claimsOf(consumed)['sid'] as string);
    expect(revokedReason).toBe('reuse');
  });
});
