import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { toSlot } from '../../src/auth/domain/consumption.js';
import { keyHashOf, NO_KEY_HASH } from '../../src/auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../src/auth/domain/refresh-token.store.js';
import type { Session } from '../../src/auth/domain/session.js';
import type { User } from '../../src/auth/domain/user.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { Statement } from '../../src/auth/persistence/statement.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { DATABASES } from '../support/databases.js';
import { openMigrated } from '../support/opened.js';
import { SESSION, USER } from '../support/session.js';
import { claim as claimOf, HOUR } from './fixtures.js';

const NOW = SESSION.rotatedAt + HOUR;
const BOB: User = { ...USER, id: 'bob', username: 'bob' };
const NEIGHBORS = ['b', 'c'].map((digit): Session => ({
  ...SESSION,
  id: SESSION.id.replace(/^./, digit),
  userId: BOB.id,
}));
const USED_KEY = 'a-key-that-was-consumed';
const used = toSlot(keyHashOf(USED_KEY), NOW - HOUR);
const keyless = toSlot(NO_KEY_HASH, NOW - HOUR);

type Request = Partial<RotationClaim> & { key?: string };

/** The row, the user and the claim, as they differ from an active session at generation 3. */
interface State {
  row?: Partial<Session>;
  user?: Partial<User> | null;
  request?: Request;
  rotates: boolean;
}

const STATES: Record<string, State> = {
  'is active': { rotates: true },
  'is active, and the request has a key': { request: { key: 'another-key-of-16' }, rotates: true },
  'has a full record': { row: { consumed: keyless.repeat(8) }, rotates: true },
  'is idle for too long': { row: { expiresAt: NOW - 1 }, rotates: true },
  'ends before the idle lifetime': { row: { sessionExpiresAt: NOW + 1 }, rotates: true },
  'has ended': { row: { sessionExpiresAt: NOW }, rotates: false },
  'is revoked': { row: { revokedAt: NOW, revokedReason: 'logout' }, rotates: false },
  'does not exist': { request: { sid: 'no-session' }, rotates: false },
  'belongs to another user': { request: { userId: BOB.id }, rotates: false },
  'has another token version': { user: { tokenVersion: 4 }, rotates: false },
  'has an inactive user': { user: { isActive: false }, rotates: false },
  'has a deleted user': { user: null, rotates: false },
  'is ahead of the token': { request: { generation: 2 }, rotates: false },
  'is behind the token': { request: { generation: 5 }, row: { consumed: used }, rotates: true },
  'has consumed the key': { request: { key: USED_KEY }, row: { consumed: used }, rotates: false },
  'has consumed a token without a key': { row: { consumed: keyless }, rotates: true },
  'has consumed another key': { row: { consumed: used }, rotates: true },
};

const SCHEMAS = DATABASES.flatMap((kind) =>
  ['the same database', 'another database'].map((place) => ({ kind, place })),
);

describe.each(SCHEMAS)('rotations in batches ($kind, users in $place)', ({ kind, place }) => {
  let dataSource: DataSource;
  let users: TypeOrmUserStore;
  let store: TypeOrmRefreshTokenStore;
  let stored: Map<string, User>;

  beforeAll(async () => {
    dataSource = await openMigrated(kind);
    users = new TypeOrmUserStore(dataSource);
  });
  beforeEach(() => {
    stored = new Map();
    // All users are read in one turn, so that their claims share a batch.
    const elsewhere = {
      ownerCondition: { value: undefined },
      findById: { value: (id: string) => Promise.resolve(stored.get(id) ?? null) },
    };
    const owners =
      place === 'another database' ? (Object.create(users, elsewhere) as TypeOrmUserStore) : users;
    store = new TypeOrmRefreshTokenStore(dataSource, owners);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const fill = async (rows: readonly Session[], owners: readonly User[]) => {
    stored = new Map(owners.map((user) => [user.id, user]));
    await dataSource.getRepository(RefreshToken).clear();
    await dataSource.getRepository(UserEntity).clear();
    await dataSource.getRepository(RefreshToken).insert(rows.map((row) => ({ ...row })));
    const times = { createdAt: NOW, lastLoginAt: null, passwordChangedAt: NOW };
    const profiles = owners.map((user) => ({ email: null, passwordHash: '', ...times, ...user }));
    await dataSource.getRepository(UserEntity).insert(profiles);
  };

  /** Returns the sessions that are rotated by the single statement from now on. */
  const rotatedAlone = () => {
    const execute = jest.spyOn(Statement.prototype, 'execute');
    return () => execute.mock.calls.map(([, { slot, sid }]) => slot !== undefined && sid);
  };

  const request = (given: Request = {}) =>
    claimOf(SESSION.id, USER.id, { generation: 3, now: NOW, ip: '192.0.2.7', ...given });
  /** Two of them share a batch also when the store does not claim the session at all. */
  const neighborRequests = NEIGHBORS.map(({ id }) =>
    claimOf(id, BOB.id, { now: NOW, userAgent: `of ${id}` }),
  );

  it.each(Object.keys(STATES))(
    'the batch and the single statement decide the same when the session %s',
    async (name) => {
      const state = STATES[name]!;
      const row = { ...SESSION, generation: 3, ...state.row };
      const owners = state.user === null ? [BOB] : [{ ...USER, ...state.user }, BOB];
      await fill([row, ...NEIGHBORS], owners);
      const alone = await store.rotate(request(state.request));
      const rowAfter = await store.find(SESSION.id);
      await fill([row, ...NEIGHBORS], owners);
      const alonesOf = rotatedAlone();
      const claims = [request(state.request), ...neighborRequests];
      const [batched, ...others] = await Promise.all(claims.map((one) => store.rotate(one)));
      expect(alone !== null).toBe(state.rotates);
      expect(batched).toEqual(alone);
      expect(await store.find(SESSION.id)).toEqual(rowAfter);
      const rotated = NEIGHBORS.map(({ id }) => ({ id, generation: 1, userAgent: `of ${id}` }));
      expect(others).toMatchObject(rotated);
      expect(await Promise.all(NEIGHBORS.map(({ id }) => store.find(id)))).toEqual(others);
      for (const { id } of state.rotates ? [SESSION, ...NEIGHBORS] : NEIGHBORS)
        expect(alonesOf()).not.toContain(id);
    },
  );

  it('a batch returns null for each replay, and rotates the other sessions', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => ({
      ...SESSION,
      id: `session-${index}`,
      generation: index % 3,
    }));
    await fill(rows, [USER]);
    const claims = rows.map(({ id }) => request({ sid: id, generation: 1 }));
    const results = await Promise.all(claims.map((one) => store.rotate(one)));
    const expected = rows.map(({ id, generation }) =>
      generation <= 1 ? { id, generation: 2 } : null,
    );
    const idOf = (one: Session | null) => one && { id: one.id, generation: one.generation };
    expect(results.map(idOf)).toEqual(expected);
    const after = await Promise.all(rows.map(({ id }) => store.find(id)));
    expect(after.map((one) => one?.generation)).toEqual(rows.map(() => 2));
  });

  it('a value with quotes, braces, a backslash or a line break is stored as it was sent', async () => {
    await fill([{ ...SESSION, generation: 3 }, ...NEIGHBORS], [USER, BOB]);
    const userAgent = `a "b" {c,d} \\ NULL 'e'\n, null`;
    const claims = [request({ userAgent }), ...neighborRequests];
    const [session] = await Promise.all(claims.map((one) => store.rotate(one)));
    expect(session).toMatchObject({ userAgent, ip: '192.0.2.7' });
    expect(await store.find(SESSION.id)).toMatchObject({ userAgent });
  });
});
