import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim, createLogin, createUser, HOUR, NOW } from './fixtures.js';
import { openStores, STORES, type StoreConnection, type StoreHarness } from './store-harness.js';

const END = NOW + 720 * HOUR;

describe.each(STORES)('a directory of logins (%s)', (kind) => {
  let harness: StoreHarness;
  let store: StoreConnection;

  beforeAll(async () => {
    harness = await openStores(kind);
    store = harness.connections[0];
  });
  afterAll(() => harness.close());
  // Each begins with nothing that is left to end.
  beforeEach(async () => {
    while ((await revokeBatch('', 100, END - 1)).length > 0);
  });

  const logins = () => store.logins;
  const revokeBatch = (after: string, limit: number, now = NOW, begunUntil = now) =>
    logins().revokeBatch({ after, limit, begunUntil }, 'admin', now);
  const begin = async (count: number): Promise<string[]> => {
    const user = await createUser(store);
    const sids: string[] = [];
    while (sids.length < count) sids.push(await createLogin(store, user));
    return sids.sort();
  };

  describe('lists', () => {
    it('every login of a user, ended ones too, and nobody else’s', async () => {
      const user = await createUser(store);
      const [first, second] = [await createLogin(store, user), await createLogin(store, user)];
      await createLogin(store, await createUser(store));
      await logins().revoke(first, 'logout', NOW + 1);
      const listed = await logins().listOf(user.id, 10);
      expect(listed.map(({ id }) => id).sort()).toEqual([first, second].sort());
      expect(listed).toContainEqual(await logins().find(first));
      expect(listed).toContainEqual(await logins().find(second));
    });

    it('the newest first, and no more than are asked for', async () => {
      const user = await createUser(store);
      const sids: string[] = [];
      for (const hours of [2, 1, 3]) {
        const sid = await createLogin(store, user);
        const login = (await logins().find(sid))!;
        await harness.restore({ ...login, createdAt: NOW + hours * HOUR });
        sids.push(sid);
      }
      const listed = await logins().listOf(user.id, 2);
      expect(listed.map(({ id }) => id)).toEqual([sids[2], sids[0]]);
    });

    it('nothing of a user without a login', async () => {
      expect(await logins().listOf('nobody', 10)).toEqual([]);
    });
  });

  it('knows when its newest login began', async () => {
    const empty = await openStores(kind);
    expect(await empty.connections[0].logins.newestBegunAt()).toBeNull();
    await empty.close();
    const [sid = ''] = await begin(2);
    const last = { ...(await logins().find(sid))!, createdAt: NOW + 9 * HOUR };
    await harness.restore(last);
    expect(await logins().newestBegunAt()).toBe(NOW + 9 * HOUR);
    await harness.restore({ ...last, revokedAt: NOW, revokedReason: 'admin' });
  });

  describe('ends a batch', () => {
    it('of at most so many, in the order of their ids, behind a given one', async () => {
      const sids = await begin(5);
      expect([...(await revokeBatch('', 2))].sort()).toEqual(sids.slice(0, 2));
      expect([...(await revokeBatch(sids[2]!, 9))].sort()).toEqual(sids.slice(3));
      expect(await revokeBatch('', 9)).toEqual([sids[2]]);
      expect(await revokeBatch('', 9)).toEqual([]);
    });

    it('with its reason and its time, once: the first reason stays', async () => {
      const [sid = ''] = await begin(1);
      await revokeBatch('', 9, NOW + 5);
      expect(await logins().find(sid)).toMatchObject({
        revokedAt: NOW + 5,
        revokedReason: 'admin',
      });
      expect(await logins().revoke(sid, 'logout', NOW + 9)).toBeNull();
    });

    it('without those that were revoked, are past their end, or began later', async () => {
      const [revoked = '', living = ''] = await begin(2);
      await logins().revoke(revoked, 'logout', NOW);
      expect(await revokeBatch('', 9, END)).toEqual([]);
      expect(await revokeBatch('', 9, NOW, NOW - 1)).toEqual([]);
      expect(await revokeBatch('', 9, END - 1)).toEqual([living]);
      expect(await logins().find(revoked)).toMatchObject({ revokedReason: 'logout' });
    });

    it('of those that began later by the clock of another, where that is asked for', async () => {
      const [sid = ''] = await begin(1);
      const ahead = { ...(await logins().find(sid))!, createdAt: NOW + HOUR };
      await harness.restore(ahead);
      expect(await revokeBatch('', 9)).toEqual([]);
      expect(await revokeBatch('', 9, NOW, NOW + HOUR)).toEqual([sid]);
    });

    it('so that no refresh brings one back', async () => {
      const user = await createUser(store);
      const sid = await createLogin(store, user);
      await revokeBatch('', 9);
      expect(await logins().rotate(claim(sid, user.id))).toBeNull();
    });
  });
});
