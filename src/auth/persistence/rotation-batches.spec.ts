import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { claim as claimOf, createSession, createUser } from '../../../test/contracts/fixtures.js';
import { openMigrated } from '../../../test/support/opened.js';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { toSlot } from '../domain/consumption.js';
import { keyHashOf, NO_KEY_HASH } from '../domain/idempotency-key.js';
import { RotationBatches } from './rotation-batches.js';
import type { RotationParameters } from './rotation-statements.js';
import { sqliteOf } from './typeorm-driver.js';
import { TypeOrmRefreshTokenStore } from './typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from './typeorm-user.store.js';

const KEY = keyHashOf('a-key-of-128-fresh-random-bits');

const claim = (sid: string, keyHash = NO_KEY_HASH): RotationParameters => ({
  sid,
  userId: '7',
  tokenVersion: null,
  generation: 0,
  keyHash,
  slot: toSlot(keyHash, 1),
  now: 1,
  idle: 2,
  ip: null,
  userAgent: null,
});

const rowOf = (sid: unknown) => ({ id: sid, userId: '7', generation: 1, revokedAt: null });

/** What a statement for one session returns; by default, the rotated row. */
type Outcome = (sid: string) => object[];
const rotated: Outcome = (sid) => [rowOf(sid)];

const isForSeveral = (text: string) => text.includes('SKIP LOCKED');
const sidsOf = (values: readonly unknown[]): string[] => {
  const columns = values.filter((value) => Array.isArray(value)) as string[][];
  return columns.find(([first]) => first?.startsWith('session ')) ?? [];
};

/** @param several what the statement for several sessions returns */
function rotationsOn(several: (sids: string[]) => object[], single = rotated) {
  const postgres = new ScriptedPostgres((text, values) => {
    if (isForSeveral(text)) return several(sidsOf(values));
    return single(values.find((value) => String(value).startsWith('session ')) as string);
  });
  const batches = new RotationBatches(postgres.dataSource, 'TRUE');
  const rotateAll = (claims: readonly RotationParameters[]) =>
    Promise.allSettled(claims.map((one) => batches.rotate(one)));
  /** The sessions of each statement. */
  const statements = () =>
    (postgres.queries as { text: string; values: unknown[] }[]).map(({ text, values }) =>
      isForSeveral(text)
        ? sidsOf(values)
        : values.find((value) => String(value).startsWith('session ')),
    );
  return { postgres, batches, rotateAll, statements };
}

const rotates = (sid: string) => ({ status: 'fulfilled', value: { id: sid, generation: 1 } });
const rejects = (code: string) => ({ status: 'rejected', reason: { code } });
const A = 'session a';
const B = 'session b';
const C = 'session c';

describe('RotationBatches on PostgreSQL', () => {
  it('executes the single statement for a claim that is alone', async () => {
    const { batches, statements } = rotationsOn(() => []);
    expect(await batches.rotate(claim(A))).toMatchObject({ id: A, generation: 1 });
    expect(await batches.rotate(claim(B))).toMatchObject({ id: B, generation: 1 });
    expect(statements()).toEqual([A, B]);
  });

  it('executes one statement for the claims of one turn, and returns each its session', async () => {
    const { rotateAll, statements } = rotationsOn((sids) => sids.map(rowOf).reverse());
    const results = await rotateAll([claim(A), claim(B, KEY), claim(C)]);
    expect(results).toMatchObject([A, B, C].map(rotates));
    expect(statements()).toEqual([[A, B, C]]);
  });

  it('executes the single statement for a session that was locked or not rotated', async () => {
    const { rotateAll, statements } = rotationsOn(
      () => [rowOf(C)],
      (sid) => (sid === A ? [] : [rowOf(sid)]),
    );
    const results = await rotateAll([claim(A), claim(B), claim(C)]);
    const replay = { status: 'fulfilled', value: null };
    expect(results).toMatchObject([replay, rotates(B), rotates(C)]);
    expect(statements()).toEqual([[A, B, C], A, B]);
  });

  it('executes two claims of one session in two statements', async () => {
    const { rotateAll, statements } = rotationsOn((sids) => sids.map(rowOf));
    await rotateAll([claim(A), claim(A), claim(B), claim(A)]);
    expect(statements()).toEqual([[A, B], A, A]);
  });

  it('runs at most three batches at the same time', async () => {
    const { rotateAll, statements } = rotationsOn((sids) => sids.map(rowOf));
    const done = rotateAll(Array.from({ length: 450 }, (_, index) => claim(`session ${index}`)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(statements().map((sids) => (sids as string[]).length)).toEqual([100, 100, 100]);
    expect(await done).toHaveLength(450);
    expect(
      statements()
        .map((sids) => (sids as string[]).length)
        .slice(3),
    ).toEqual([100, 50]);
  });
});

describe('RotationBatches when the statement for several sessions fails', () => {
  const claims = [claim(A), claim(B, KEY), claim(C)];
  const failing = (error: Error) => () => {
    throw error;
  };

  it.each([
    ['a deadlock', '40P01'],
    ['a serialization failure', '40001'],
    ['a statement timeout', '57014'],
    ['a lock timeout', '55P03'],
    ['a value that PostgreSQL refuses', '22021'],
    ['a constraint', '23514'],
    ['an exception of a trigger', 'P0001'],
    ['a corrupt row', 'XX001'],
  ])('executes each claim alone after %s (%s)', async (_, code) => {
    const { rotateAll, statements } = rotationsOn(failing(driverError(code)));
    expect(await rotateAll(claims)).toMatchObject([A, B, C].map(rotates));
    expect(statements()).toEqual([[A, B, C], A, B, C]);
  });

  it('rejects only the claim whose value PostgreSQL refuses', async () => {
    const refused = driverError('22021');
    const single: Outcome = (sid) => {
      if (sid === B) throw refused;
      return [rowOf(sid)];
    };
    const { rotateAll } = rotationsOn(failing(refused), single);
    expect(await rotateAll(claims)).toMatchObject([
      rotates(A),
      rejects('invalid_request'),
      rotates(C),
    ]);
  });

  it('returns null for a claim that also meets a conflict alone', async () => {
    const { rotateAll } = rotationsOn(failing(driverError('40P01')), failing(driverError('40P01')));
    const unchanged = { status: 'fulfilled', value: null };
    expect(await rotateAll(claims)).toEqual([unchanged, unchanged, unchanged]);
  });

  it.each([
    ['PostgreSQL terminated the connection', driverError('57P01')],
    ['PostgreSQL crashed', driverError('57P02')],
    ['the connection was reset', driverError('ECONNRESET')],
    ['the pipe is broken', driverError('EPIPE')],
    ['the connection was terminated', new Error('Connection terminated unexpectedly')],
  ])('repeats only the claims with a key when %s', async (_, error) => {
    const { rotateAll, statements } = rotationsOn(failing(error));
    const unavailable = rejects('temporarily_unavailable');
    expect(await rotateAll(claims)).toMatchObject([unavailable, rotates(B), unavailable]);
    expect(statements()).toEqual([[A, B, C], B]);
  });

  it.each([
    ['no response came in time', new Error('Query read timeout')],
    ['no connection is free', new Error('timeout exceeded when trying to connect')],
    ['the connection was refused', driverError('ECONNREFUSED')],
    ['the server has too many clients', driverError('53300')],
    ['the server is read-only', driverError('25006')],
    ['the server starts', driverError('57P03')],
    ['the connection failed', driverError('08006')],
  ])('repeats no claim when %s', async (_, error) => {
    const { rotateAll, statements } = rotationsOn(failing(error));
    const unavailable = rejects('temporarily_unavailable');
    expect(await rotateAll(claims)).toMatchObject([unavailable, unavailable, unavailable]);
    expect(statements()).toEqual([[A, B, C]]);
  });

  it('repeats no claim when the database reports that the outcome is unknown', async () => {
    const { rotateAll, statements } = rotationsOn(failing(driverError('40003')));
    const failed = rejects('40003');
    expect(await rotateAll(claims)).toMatchObject([failed, failed, failed]);
    expect(statements()).toEqual([[A, B, C]]);
  });
});

describe('RotationBatches on SQLite', () => {
  let dataSource: DataSource;
  let sessions: TypeOrmRefreshTokenStore;
  let userId: string;
  let sids: string[];

  beforeAll(async () => {
    dataSource = await openMigrated('sqlite');
  });

  beforeEach(async () => {
    const users = new TypeOrmUserStore(dataSource);
    sessions = new TypeOrmRefreshTokenStore(dataSource, users);
    const user = await createUser({ users, sessions });
    userId = user.id;
    sids = [];
    for (let index = 0; index < 3; index++)
      sids.push(await createSession({ users, sessions }, user));
  });

  const rotateEach = (count: number) =>
    Promise.allSettled(sids.slice(0, count).map((sid) => sessions.rotate(claimOf(sid, userId))));

  it.each([
    [1, 0],
    [3, 1],
  ])('executes %i claim(s) of one turn in %i transaction(s)', async (count, transactions) => {
    const transaction = jest.spyOn(sqliteOf(dataSource), 'transaction');
    const results = await rotateEach(count);
    expect(results).toMatchObject(sids.slice(0, count).map(rotates));
    expect(transaction).toHaveBeenCalledTimes(transactions);
    transaction.mockRestore();
  });

  it('undoes the transaction when a step fails, and executes each claim alone', async () => {
    const [a, bad, c] = sids as [string, string, string];
    const when = `BEFORE UPDATE ON keyturn_refresh_token WHEN OLD.id = '${bad}'`;
    await dataSource.query(
      `CREATE TRIGGER refused ${when} BEGIN SELECT RAISE(ABORT, 'bad row'); END`,
    );
    const results = await rotateEach(3);
    await dataSource.query('DROP TRIGGER refused');
    const refused = rejects('SQLITE_CONSTRAINT_TRIGGER');
    expect(results).toMatchObject([rotates(a), refused, rotates(c)]);
    const rows = await Promise.all(sids.map((sid) => sessions.find(sid)));
    expect(rows.map((row) => row?.generation)).toEqual([1, 0, 1]);
  });

  it('rejects all claims when the disk is full', async () => {
    const full = Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
    const transaction = jest.spyOn(sqliteOf(dataSource), 'transaction').mockImplementation(() => {
      throw full;
    });
    const results = await rotateEach(3);
    transaction.mockRestore();
    const unavailable = rejects('temporarily_unavailable');
    expect(results).toMatchObject([unavailable, unavailable, unavailable]);
    const rows = await Promise.all(sids.map((sid) => sessions.find(sid)));
    expect(rows.map((row) => row?.generation)).toEqual([0, 0, 0]);
  });
});
