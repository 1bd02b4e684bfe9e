import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { NewSession, RevocationReason } from '../../src/auth/domain/session.js';
import type { RotationClaim } from '../../src/auth/domain/refresh-token.store.js';
import { initialTokenVersion } from '../../src/auth/domain/user.js';
import type { NewUser } from '../../src/auth/domain/user-directory.js';
import type { SessionQuery } from '../../src/auth/domain/session-query.js';
import type { UserStore } from '../../src/auth/domain/user.store.js';
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

type StoreClass = new (users: UserStore) => MemoryRefreshTokenStore;

async function failuresOfSessions(Store: StoreClass, Users = MemoryUserDirectory) {
  const runner = new RecordingRunner();
  describeRefreshTokenStore(() => {
    const users = new Users();
    const store = new Store(users);
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

async function failuresOfUsers(Users: new () => MemoryUserDirectory) {
  const runner = new RecordingRunner();
  describeUserStore(() => {
    const users = new Users();
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

async function failuresOfHasher(hasher: TestPasswordHasher) {
  const runner = new RecordingRunner();
  describePasswordHasher(() => Promise.resolve({ hasher }), runner);
  return runner.run();
}

class ReadThenWriteStore extends MemoryRefreshTokenStore {
  override async rotate(claim: RotationClaim) {
    const before = await this.find(claim.sid);
    await setImmediate();
    if (before !== null) this.overwrite(before);
    return super.rotate(claim);
  }
}

class OwnerlessStore extends MemoryRefreshTokenStore {
  constructor() {
    super({
      findById: (id: string) => Promise.resolve({ id, isActive: true, tokenVersion: 0 }),
    } as unknown as UserStore);
  }
}

class VersionlessStore extends MemoryRefreshTokenStore {
  override create(session: NewSession) {
    return super.create({ ...session, tokenVersion: 1 });
  }
}

class OverwritingStore extends MemoryRefreshTokenStore {
  override async revoke(sid: string, reason: RevocationReason, now: number) {
    const session = await this.find(sid);
    return session && this.overwrite({ ...session, revokedAt: now, revokedReason: reason });
  }
}

class RevivingStore extends MemoryRefreshTokenStore {
  override async rotate(claim: RotationClaim) {
    const session = await this.find(claim.sid);
    if (session !== null) this.overwrite({ ...session, revokedAt: null });
    return super.rotate(claim);
  }
}

class ZeroVersionDirectory extends MemoryUserDirectory {
  override create(user: NewUser, now: number) {
    return super.create({ ...user, tokenVersion: 0 }, now);
  }
}

class KeepingDirectory extends MemoryUserDirectory {
  override delete(): Promise<void> {
    return Promise.resolve();
  }
}

class ShortHistoryStore extends MemoryRefreshTokenStore {
  override async rotate(claim: RotationClaim) {
    const session = await this.find(claim.sid);
    if (session !== null) this.overwrite({ ...session, consumed: session.consumed.slice(0, 50) });
    return super.rotate(claim);
  }
}

class LateFilterStore extends MemoryRefreshTokenStore {
  override async list(query: SessionQuery) {
    if (query.userId === undefined || query.activeAt === undefined) return super.list(query);
    const active = await super.list({ ...query, limit: Infinity });
    const ids = new Set(active.map(({ id }) => id));
    return (await super.list({ ...query, activeAt: undefined })).filter(({ id }) => ids.has(id));
  }
}

class ConstantVersionDirectory extends MemoryUserDirectory {
  override setPassword(id: string, passwordHash: string): Promise<void> {
    return super.activate(id).then(() => void this.replaced.set(id, passwordHash));
  }
  private readonly replaced = new Map<string, string>();
  override async findByUsername(username: string) {
    const user = await super.findByUsername(username);
    return user && { ...user, passwordHash: this.replaced.get(user.id) ?? user.passwordHash };
  }
}

class CaseInsensitiveDirectory extends MemoryUserDirectory {
  override findByUsername(username: string) {
    return super
      .findByUsername(username)
      .then(async (user) => user ?? super.findByUsername(username.replace('ü', 'Ü')));
  }
}

class UuidOnlyDirectory extends MemoryUserDirectory {
  override findById(id: string) {
    return /^[0-9a-f-]{36}$/.test(id) ? super.findById(id) : Promise.reject(new Error('no UUID'));
  }
}

class HashReturningDirectory extends MemoryUserDirectory {
  override async findById(id: string) {
    const user = await super.findById(id);
    return user && super.findByUsername(user.username);
  }
}

class OverwritingDirectory extends MemoryUserDirectory {
  override async replacePasswordHash(id: string, _oldHash: string, newHash: string) {
    for await (const hashes of super.passwordHashes()) {
      for (const hash of hashes) {
        if (hash !== null && (await super.replacePasswordHash(id, hash, newHash))) return true;
      }
    }
    return false;
  }
}

class ReadThenReplaceDirectory extends OverwritingDirectory {
  override async replacePasswordHash(id: string, oldHash: string, newHash: string) {
    const user = await this.findById(id);
    const stored = user && (await this.findByUsername(user.username));
    await setImmediate();
    return stored?.passwordHash === oldHash && super.replacePasswordHash(id, oldHash, newHash);
  }
}

class RevokingDirectory extends MemoryUserDirectory {
  override async replacePasswordHash(id: string, oldHash: string, newHash: string) {
    const isReplaced = await super.replacePasswordHash(id, oldHash, newHash);
    if (isReplaced) await this.revokeSessions(id, 'password_change', NOW);
    return isReplaced;
  }
}

class FirstPageDirectory extends MemoryUserDirectory {
  override async *passwordHashes() {
    for await (const page of super.passwordHashes()) yield page.slice(0, 3);
  }
}

class TruncatingHasher extends TestPasswordHasher {
  override hash = (password: string) => super.hash(password.slice(0, 72));
  override verify = (hash: string, password: string) => super.verify(hash, password.slice(0, 72));
}

class ThrowingHasher extends TestPasswordHasher {
  override verify(hash: string, password: string) {
    return hash.startsWith('test:')
      ? super.verify(hash, password)
      : Promise.reject(new Error('no'));
  }
}

describe('in-memory implementations', () => {
  it.each([
    ['sessions', () => failuresOfSessions(MemoryRefreshTokenStore)],
    ['users', () => failuresOfUsers(MemoryUserDirectory)],
    ['passwords', () => failuresOfHasher(new TestPasswordHasher())],
  ])('the in-memory implementation passes the contract for %s', async (_, run) => {
    const { total, failed } = await run();
    expect(failed).toEqual([]);
    expect(total).toBeGreaterThan(7);
  });
});

describe('broken implementations', () => {
  const detects = async (run: Promise<{ failed: string[] }>, rule: string) =>
    expect((await run).failed).toContainEqual(expect.stringContaining(rule));

  it.each<[StoreClass, string]>([
    [ReadThenWriteStore, 'claim it at the same'],
    [OwnerlessStore, 'whose user is inactive'],
    [LateFilterStore, 'before it applies the limit'],
    [VersionlessStore, 'with an older tokenVersion'],
    [ShortHistoryStore, 'one of the last eight keys'],
    [OverwritingStore, 'keeps the first reason'],
    [RevivingStore, 'rotate a revoked session'],
  ])('the contract of a session store detects %p: %s', (Store, rule) =>
    detects(failuresOfSessions(Store), rule),
  );

  it.each<[new () => MemoryUserDirectory, string]>([
    [ZeroVersionDirectory, 'with another tokenVersion'],
    [KeepingDirectory, 'finds no user that'],
    [ConstantVersionDirectory, 'increments tokenVersion with'],
    [CaseInsensitiveDirectory, 'compares names exactly'],
    [UuidOnlyDirectory, 'null for a text that is not an ID'],
    [HashReturningDirectory, 'returns no password hash'],
    [OverwritingDirectory, 'keeps a password that was changed before replacePasswordHash'],
    [ReadThenReplaceDirectory, 'lets one of several calls'],
    [RevokingDirectory, 'keeps tokenVersion'],
    [FirstPageDirectory, 'returns the hash of every user once'],
  ])('the contract of a user store detects %p: %s', (Users, rule) =>
    detects(failuresOfUsers(Users), rule),
  );

  it.each<[new () => TestPasswordHasher, string]>([
    [TruncatingHasher, 'after 72 bytes'],
    [ThrowingHasher, 'false for a hash that it cannot read'],
  ])('the contract of a hasher detects %p: %s', (Hasher, rule) =>
    detects(failuresOfHasher(new Hasher()), rule),
  );
});

it('a contract throws when no test runner is given', () => {
  expect(() => describePasswordHasher(() => Promise.reject(new Error()), {} as never)).toThrow(
    'The test runner is missing. Pass one, such as the exports of node:test.',
  );
});
