import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { initialTokenVersion } from '../../src/auth/domain/user.js';
import {
  describePasswordHasher,
  describeRefreshTokenStore,
  describeUserStore,
  MemoryRefreshTokenStore,
  MemoryUserDirectory,
  TestPasswordHasher,
} from '../../src/testing/index.js';
import { RecordingRunner } from './recording-runner.js';

const NOW = 1_700_000_000_000;

/** Methods that replace those of an object. They may call the methods of the intact object. */
type Faults<T> = (intact: T) => Partial<T>;

function withFaults<T extends object>(object: T, faults: Faults<T>): T {
  const intact = new Proxy(object, {
    get(target, name) {
      const member: unknown = Reflect.get(Object.getPrototypeOf(target) as T, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return Object.assign(object, faults(intact));
}

type Outcome = ReturnType<RecordingRunner['run']>;

function runSessions(faults: Faults<MemoryRefreshTokenStore> = () => ({})): Outcome {
  const runner = new RecordingRunner();
  describeRefreshTokenStore(() => {
    const users = new MemoryUserDirectory();
    const store = withFaults(new MemoryRefreshTokenStore(users), faults);
    let count = 0;
    return Promise.resolve({
      store,
      createUser: () =>
        users.create(
          { username: `user ${++count}`, passwordHash: '', isActive: true, tokenVersion: 0 },
          NOW,
        ),
      deactivate: (userId) => users.deactivate(userId, NOW),
      revokeSessions: (userId) => users.setPassword(userId, '', NOW),
    });
  }, runner);
  return runner.run();
}

function runUsers(faults: Faults<MemoryUserDirectory> = () => ({})): Outcome {
  const runner = new RecordingRunner();
  describeUserStore(() => {
    const users = withFaults(new MemoryUserDirectory(), faults);
    return Promise.resolve({
      users,
      create: (username, passwordHash, id) => {
        const tokenVersion = initialTokenVersion();
        return users.create({ id, username, passwordHash, isActive: true, tokenVersion }, NOW);
      },
      delete: (id) => users.delete(id, NOW),
      setPassword: (id, passwordHash) => users.setPassword(id, passwordHash, NOW),
      deactivate: (id) => users.deactivate(id, NOW),
    });
  }, runner);
  return runner.run();
}

function runHasher(faults: Faults<TestPasswordHasher> = () => ({})): Outcome {
  const runner = new RecordingRunner();
  const hasher = withFaults(new TestPasswordHasher(), faults);
  describePasswordHasher(() => Promise.resolve({ hasher }), runner);
  return runner.run();
}

describe('in-memory implementations', () => {
  it.each([
    ['sessions', () => runSessions()],
    ['users', () => runUsers()],
    ['passwords', () => runHasher()],
  ])('the in-memory implementation passes the contract for %s', async (_, run) => {
    const { total, failed } = await run();
    expect(failed).toEqual([]);
    expect(total).toBeGreaterThan(7);
  });
});

type Broken<T> = readonly (readonly [fault: string, faults: Faults<T>, rule: string])[];

const STORES: Broken<MemoryRefreshTokenStore> = [
  [
    'reads first and writes later',
    (store) => ({
      async rotate(claim) {
        const before = await store.find(claim.sid);
        await setImmediate();
        if (before !== null) store.overwrite(before);
        return store.rotate(claim);
      },
    }),
    'claim it at the same',
  ],
  [
    'ignores the user of a session',
    () => {
      const findById = (id: string) => Promise.resolve({ id, isActive: true, tokenVersion: 0 });
      return { users: { findById } } as object;
    },
    'whose user is inactive',
  ],
  [
    'filters after the limit',
    (store) => ({
      async list(query) {
        if (query.userId === undefined || query.activeAt === undefined) return store.list(query);
        const active = await store.list({ ...query, limit: Infinity });
        const ids = new Set(active.map(({ id }) => id));
        const listed = await store.list({ ...query, activeAt: undefined });
        return listed.filter(({ id }) => ids.has(id));
      },
    }),
    'before it applies the limit',
  ],
  [
    'ignores the tokenVersion',
    (store) => ({ create: (session) => store.create({ ...session, tokenVersion: 1 }) }),
    'with an older tokenVersion',
  ],
  [
    'drops older keys',
    (store) => ({
      async rotate(claim) {
        const session = await store.find(claim.sid);
        if (session) store.overwrite({ ...session, consumed: session.consumed.slice(0, 50) });
        return store.rotate(claim);
      },
    }),
    'one of the last eight keys',
  ],
  [
    'overwrites the reason of a revocation',
    (store) => ({
      async revoke(sid, revokedReason, revokedAt) {
        const session = await store.find(sid);
        return session && store.overwrite({ ...session, revokedAt, revokedReason });
      },
    }),
    'keeps the first reason',
  ],
  [
    'rotates a revoked session',
    (store) => ({
      async rotate(claim) {
        const session = await store.find(claim.sid);
        if (session) store.overwrite({ ...session, revokedAt: null });
        return store.rotate(claim);
      },
    }),
    'rotate a revoked session',
  ],
];

const USERS: Broken<MemoryUserDirectory> = [
  [
    'starts each user with tokenVersion 0',
    (users) => ({ create: (user, now) => users.create({ ...user, tokenVersion: 0 }, now) }),
    'with another tokenVersion',
  ],
  ['keeps deleted users', () => ({ delete: () => Promise.resolve() }), 'finds no user that'],
  [
    'does not increment tokenVersion',
    (users) => ({
      async setPassword(id, passwordHash, now) {
        const user = (await users.findById(id))!;
        await users.delete(id, now);
        await users.create({ ...user, passwordHash }, now);
      },
    }),
    'increments tokenVersion with',
  ],
  [
    'ignores the case of a name',
    (users) => ({
      findByUsername: async (name) =>
        (await users.findByUsername(name)) ?? users.findByUsername(name.replace('ü', 'Ü')),
    }),
    'compares names exactly',
  ],
  [
    'throws for an ID that is not a UUID',
    (users) => ({
      findById: (id) =>
        /^[0-9a-f-]{36}$/.test(id) ? users.findById(id) : Promise.reject(new Error('no UUID')),
    }),
    'null for a text that is not an ID',
  ],
  [
    'returns the password hash',
    (users) => ({
      async findById(id) {
        const user = await users.findById(id);
        return user && users.findByUsername(user.username);
      },
    }),
    'returns no password hash',
  ],
];

const HASHERS: Broken<TestPasswordHasher> = [
  [
    'ignores a password after 72 bytes',
    (hasher) => ({
      hash: (password) => hasher.hash(password.slice(0, 72)),
      verify: (hash, password) => hasher.verify(hash, password.slice(0, 72)),
    }),
    'after 72 bytes',
  ],
  [
    'throws for a malformed hash',
    (hasher) => ({
      verify: (hash, password) =>
        hash.startsWith('test:') ? hasher.verify(hash, password) : Promise.reject(new Error('no')),
    }),
    'false for a hash that it cannot read',
  ],
];

describe('broken implementations', () => {
  it.each([
    ...STORES.map(([fault, faults, rule]) => [fault, rule, () => runSessions(faults)] as const),
    ...USERS.map(([fault, faults, rule]) => [fault, rule, () => runUsers(faults)] as const),
    ...HASHERS.map(([fault, faults, rule]) => [fault, rule, () => runHasher(faults)] as const),
  ])('the contract detects an implementation that %s', async (_, rule, run) => {
    expect((await run()).failed).toContainEqual(expect.stringContaining(rule));
  });
});

it('a contract throws when no test runner is given', () => {
  expect(() => describePasswordHasher(() => Promise.reject(new Error()), {} as never)).toThrow(
    'The test runner is missing. Pass one, such as the exports of node:test.',
  );
});
