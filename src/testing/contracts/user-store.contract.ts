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
  const { it } = runner;
  describeOpened('UserStore', open, runner, (current) => {
    it('finds a user by name with the password hash, isActive and tokenVersion', async () => {
      const { users, create } = current();
      const { id } = await create('found', 'hash of found');
      const user = await users.findByUsername('found');
      assertSame(
        [user?.id, user?.username, user?.passwordHash, user?.isActive],
        [id, 'found', 'hash of found', true],
      );
      assert.equal(Number.isInteger(user?.tokenVersion), true);
    });

    it('finds the same user by ID', async () => {
      const { users, create } = current();
      const { id } = await create('same', 'hash');
      const [byName, byId] = [await users.findByUsername('same'), await users.findById(id)];
      assert.equal(typeof byId?.id, 'string');
      assertSame(
        [byId?.id, byId?.username, byId?.isActive, byId?.tokenVersion],
        [byName?.id, 'same', true, byName?.tokenVersion],
      );
    });

    it('returns no password hash for a user that is found by ID', async () => {
      const { users, create } = current();
      const { id } = await create('shown', 'hash of shown');
      const user = await users.findById(id);
      assert.equal(user !== null && 'passwordHash' in user, false);
    });

    it('returns null for an unknown name', async () => {
      const { users } = current();
      for (const name of ['unknown', "' OR 1=1 --", '%', '😀', 'é'.repeat(300)]) {
        assert.equal(await users.findByUsername(name), null);
      }
    });

    it('returns null for a text that is not an ID', async () => {
      const { users } = current();
      for (const id of UNKNOWN_IDS) assert.equal(await users.findById(id), null);
    });

    it('compares names exactly, unless the application chooses otherwise', async () => {
      const { users, create, isLenient = false } = current();
      await create('Ünïque', 'hash');
      const others = ['ünïque', 'Ünïque '.normalize('NFD'), 'Ünïque'.normalize('NFD')];
      if (isLenient) return;
      for (const name of others) assert.equal(await users.findByUsername(name), null);
    });

    it('increments tokenVersion with a new password', async () => {
      const { users, create, setPassword } = current();
      const { id } = await create('changing', 'old hash');
      const before = await users.findById(id);
      await setPassword(id, 'new hash');
      const after = await users.findByUsername('changing');
      assert.equal(after?.passwordHash, 'new hash');
      assert.ok(after.tokenVersion > (before?.tokenVersion ?? 0));
    });

    it('returns a deactivated user as inactive', async () => {
      const { users, create, deactivate } = current();
      const { id } = await create('leaving', 'hash');
      await deactivate(id);
      const found = [await users.findById(id), await users.findByUsername('leaving')];
      assertSame(
        found.map((user) => user?.isActive ?? false),
        [false, false],
      );
    });

    it('finds no user that was deleted', async () => {
      const { users, create, delete: remove } = current();
      if (remove === undefined) return;
      const { id } = await create('deleted', 'hash');
      await remove(id);
      assert.equal(await users.findById(id), null);
      assert.equal(await users.findByUsername('deleted'), null);
    });

    it('creates a user with another tokenVersion when it reuses the ID of a deleted user', async () => {
      const { users, create, delete: remove } = current();
      if (remove === undefined) return;
      const { id } = await create('first owner of an ID', 'hash');
      const before = await users.findById(id);
      await remove(id);
      const { id: nextId } = await create('second owner of an ID', 'hash', id);
      const after = await users.findById(nextId);
      assert.ok(nextId !== id || after?.tokenVersion !== before?.tokenVersion);
    });

    it('changes neither isActive nor tokenVersion when it records a log-in', async () => {
      const { users, create } = current();
      const { id } = await create('seen', 'hash');
      const before = await users.findById(id);
      await users.recordLogin(id, NOW);
      await users.recordLogin(id, NOW + 1);
      const after = await users.findById(id);
      assertSame([after?.isActive, after?.tokenVersion], [true, before?.tokenVersion]);
    });

    it('increments tokenVersion in revokeSessions, if it has this method', async () => {
      const { users, create } = current();
      const { id } = await create('logged out', 'hash');
      const before = await users.findById(id);
      if (users.revokeSessions === undefined) return;
      await users.revokeSessions(id, 'admin', NOW);
      const after = await users.findById(id);
      assert.equal(after?.isActive, true);
      assert.ok(after.tokenVersion > (before?.tokenVersion ?? 0));
    });

    it('returns claims that JSON preserves, if it has the method claims', async () => {
      const { users, create } = current();
      const { id } = await create('claiming', 'hash');
      const user = await users.findById(id);
      const claims = (await users.claims?.(user!)) ?? {};
      assert.deepEqual(JSON.parse(JSON.stringify(claims)), claims);
    });
  });
}
