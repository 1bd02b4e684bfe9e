import assert from 'node:assert/strict';
import type { UserStore } from '../../auth/domain/user.store.js';
import { assertSame } from './assert-same.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

/** A user store, and the operations of its application on the users. */
export interface UserStoreFixture {
  /** The store under test. */
  users: UserStore;
  /**
   * Creates an active user.
   *
   * @param id the ID of a deleted user; a store that never reuses an ID ignores it
   */
  create: (
    username: string,
    passwordHash: string,
    id?: string,
  ) => Promise<{
    /** The ID of the user that was created. */
    id: string;
  }>;
  /**
   * Deletes a user in the same way as the application. Omit it if the application deletes no users.
   */
  delete?: (id: string) => Promise<void>;
  /** Changes a password in the same way as the application. */
  setPassword: (id: string, passwordHash: string) => Promise<void>;
  /** Deactivates a user in the same way as the application. */
  deactivate: (id: string) => Promise<void>;
  /** Whether the store deliberately finds users by similar names, such as names in another case. */
  isLenient?: boolean;
  /** Releases the store after the tests. */
  close?(): Promise<void>;
}

/** Texts that are not the ID of any user. A column of numbers or UUIDs may reject them. */
const UNKNOWN_IDS = ['', '0', '-1', 'unknown', "' OR 1=1 --", '%', '1e999', 'é'.repeat(300)];

const NOW = 1_700_000_000_000;

/** Defines the tests that every `UserStore` must pass. */
export function describeUserStore(
  open: () => Promise<UserStoreFixture>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('UserStore', open, runner, (it) => {
    it('finds a user by name with the password hash, isActive and tokenVersion', async (fixture) => {
      const { users, create } = fixture;
      const { id } = await create('found', 'hash of found');
      const user = await users.findByUsername('found');
      assertSame(
        [user?.id, user?.username, user?.passwordHash, user?.isActive],
        [id, 'found', 'hash of found', true],
      );
      assert.equal(Number.isInteger(user?.tokenVersion), true);
    });

    it('finds the same user by ID', async ({ users, create }) => {
      const { id } = await create('same', 'hash');
      const [byName, byId] = [await users.findByUsername('same'), await users.findById(id)];
      assert.equal(typeof byId?.id, 'string');
      assertSame(
        [byId?.id, byId?.username, byId?.isActive, byId?.tokenVersion],
        [byName?.id, 'same', true, byName?.tokenVersion],
      );
    });

    it('returns no password hash for a user that is found by ID', async ({ users, create }) => {
      const { id } = await create('shown', 'hash of shown');
      const user = await users.findById(id);
      assert.equal(user !== null && 'passwordHash' in user, false);
    });

    it('returns null for an unknown name', async ({ users }) => {
      for (const name of ['unknown', "' OR 1=1 --", '%', '😀', 'é'.repeat(300)]) {
        assert.equal(await users.findByUsername(name), null);
      }
    });

    it('returns null for a text that is not an ID', async ({ users }) => {
      for (const id of UNKNOWN_IDS) assert.equal(await users.findById(id), null);
    });

    it('compares names exactly, unless the application chooses otherwise', async (fixture) => {
      const { users, create, isLenient = false } = fixture;
      await create('Ünïque', 'hash');
      const others = ['ünïque', 'Ünïque '.normalize('NFD'), 'Ünïque'.normalize('NFD')];
      if (isLenient) return;
      for (const name of others) assert.equal(await users.findByUsername(name), null);
    });

    it('increments tokenVersion with a new password', async ({ users, create, setPassword }) => {
      const { id } = await create('changing', 'old hash');
      const before = await users.findById(id);
      await setPassword(id, 'new hash');
      const after = await users.findByUsername('changing');
      assert.equal(after?.passwordHash, 'new hash');
      assert.ok(after.tokenVersion > (before?.tokenVersion ?? 0));
    });

    it('returns a deactivated user as inactive', async ({ users, create, deactivate }) => {
      const { id } = await create('leaving', 'hash');
      await deactivate(id);
      const found = [await users.findById(id), await users.findByUsername('leaving')];
      assertSame(
        found.map((user) => user?.isActive ?? false),
        [false, false],
      );
    });

    it('finds no user that was deleted', async ({ users, create, delete: remove }) => {
      if (remove === undefined) return;
      const { id } = await create('deleted', 'hash');
      await remove(id);
      assert.equal(await users.findById(id), null);
      assert.equal(await users.findByUsername('deleted'), null);
    });

    it('creates a user with another tokenVersion when it reuses the ID of a deleted user', async (fixture) => {
      const { users, create, delete: remove } = fixture;
      if (remove === undefined) return;
      const { id } = await create('first owner of an ID', 'hash');
      const before = await users.findById(id);
      await remove(id);
      const { id: nextId } = await create('second owner of an ID', 'hash', id);
      const after = await users.findById(nextId);
      assert.ok(nextId !== id || after?.tokenVersion !== before?.tokenVersion);
    });

    it('changes neither isActive nor tokenVersion when it records a log-in', async (fixture) => {
      const { users, create } = fixture;
      const { id } = await create('seen', 'hash');
      const before = await users.findById(id);
      await users.recordLogin(id, NOW);
      await users.recordLogin(id, NOW + 1);
      const after = await users.findById(id);
      assertSame([after?.isActive, after?.tokenVersion], [true, before?.tokenVersion]);
    });

    it('increments tokenVersion in revokeSessions, if it has this method', async (fixture) => {
      const { users, create } = fixture;
      const { id } = await create('logged out', 'hash');
      const before = await users.findById(id);
      if (users.revokeSessions === undefined) return;
      await users.revokeSessions(id, 'admin', NOW);
      const after = await users.findById(id);
      assert.equal(after?.isActive, true);
      assert.ok(after.tokenVersion > (before?.tokenVersion ?? 0));
    });

    it('replaces a password hash and keeps tokenVersion, if it has replacePasswordHash', async (fixture) => {
      const { users, create } = fixture;
      const { id } = await create('upgraded', 'weak hash');
      await create('other', 'weak hash');
      const before = await users.findByUsername('upgraded');
      if (users.replacePasswordHash === undefined) return;
      assert.equal(await users.replacePasswordHash(id, 'weak hash', 'strong hash'), true);
      const after = await users.findByUsername('upgraded');
      assertSame(
        [after?.passwordHash, after?.isActive, after?.tokenVersion],
        ['strong hash', true, before?.tokenVersion],
      );
      assert.equal((await users.findByUsername('other'))?.passwordHash, 'weak hash');
    });

    it('keeps a password that was changed before replacePasswordHash', async (fixture) => {
      const { users, create, setPassword } = fixture;
      const { id } = await create('faster', 'weak hash');
      if (users.replacePasswordHash === undefined) return;
      await setPassword(id, 'hash of the new password');
      assert.equal(await users.replacePasswordHash(id, 'weak hash', 'strong hash'), false);
      const after = await users.findByUsername('faster');
      assert.equal(after?.passwordHash, 'hash of the new password');
    });

    it('lets one of several calls of replacePasswordHash succeed', async ({ users, create }) => {
      const { id } = await create('upgraded at once', 'weak hash');
      if (users.replacePasswordHash === undefined) return;
      const replace = (hash: string) => users.replacePasswordHash!(id, 'weak hash', hash);
      const replaced = await Promise.all(['first', 'second', 'third', 'fourth'].map(replace));
      assert.equal(replaced.filter(Boolean).length, 1);
    });

    it('replaces no hash of an unknown user', async ({ users }) => {
      if (users.replacePasswordHash === undefined) return;
      for (const id of UNKNOWN_IDS) {
        assert.equal(await users.replacePasswordHash(id, 'weak hash', 'strong hash'), false);
      }
    });

    it('returns the hash of every user once, if it has passwordHashes', async (fixture) => {
      const { users, create } = fixture;
      if (users.passwordHashes === undefined) return;
      const created = Array.from({ length: 5 }, (_, index) => `hash number ${index}`);
      for (const hash of created) await create(`owner of ${hash}`, hash);
      const found: (string | null)[] = [];
      for await (const page of users.passwordHashes()) found.push(...page);
      const ours = found.filter((hash) => hash?.startsWith('hash number ') === true);
      assert.deepEqual(ours.sort(), created);
    });

    it('returns claims that JSON preserves, if it has the method claims', async (fixture) => {
      const { users, create } = fixture;
      const { id } = await create('claiming', 'hash');
      const user = await users.findById(id);
      const claims = (await users.claims?.(user!)) ?? {};
      assert.deepEqual(JSON.parse(JSON.stringify(claims)), claims);
    });
  });
}
