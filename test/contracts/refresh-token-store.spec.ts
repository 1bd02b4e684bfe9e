import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NO_PROOF, proofOf } from '../../src/auth/domain/proofs.js';
import { isRotatedAhead } from '../../src/auth/domain/rotation.js';
import type { UserProfile } from '../../src/auth/domain/user-directory.js';
import { claim, createLogin, createUser, HOUR, NOW } from './fixtures.js';
import { openStores, STORES, type StoreConnection, type StoreHarness } from './store-harness.js';

const KEY = 'a key of one token, 1';
const OTHER_KEY = 'a key of one token, 2';

describe.each(STORES)('a store of logins (%s)', (kind) => {
  let harness: StoreHarness;
  let store: StoreConnection;
  let user: UserProfile;
  let sid: string;

  beforeAll(async () => {
    harness = await openStores(kind);
    store = harness.connections[0];
  });
  afterAll(() => harness.close());

  const begin = async () => {
    user = await createUser(store);
    sid = await createLogin(store, user);
  };
  const rotate = (rest: Parameters<typeof claim>[2] = {}) =>
    store.logins.rotate(claim(sid, user.id, rest));

  describe('keeps a login', () => {
    beforeAll(begin);

    it('as it was created, in generation 0, spent by nobody', async () => {
      expect(await store.logins.find(sid)).toEqual({
        id: sid,
        userId: user.id,
        tokenVersion: 0,
        generation: 0,
        rotatedAt: NOW,
        expiresAt: NOW + 24 * HOUR,
        loginExpiresAt: NOW + 720 * HOUR,
        proofs: '',
        revokedAt: null,
        revokedReason: null,
        createdAt: NOW,
        ip: '192.0.2.1',
        userAgent: 'first',
      });
    });

    it('and knows no other', async () => {
      expect(await store.logins.find('01890000-0000-7000-8000-000000000000')).toBeNull();
    });
  });

  describe('rotates', () => {
    beforeAll(begin);

    it('the current generation into the next, and answers the login as it is then', async () => {
      const rotated = await rotate({ key: KEY, ip: '198.51.100.7', userAgent: 'second' });
      expect(rotated).toMatchObject({
        generation: 1,
        rotatedAt: NOW + HOUR,
        expiresAt: NOW + 25 * HOUR,
        proofs: proofOf(KEY),
        createdAt: NOW,
        ip: '198.51.100.7',
        userAgent: 'second',
      });
      expect(await store.logins.find(sid)).toEqual(rotated);
    });

    it('a generation once', async () => {
      expect(await rotate({ key: OTHER_KEY })).toBeNull();
      expect(await rotate()).toBeNull();
    });

    it('never with the key that is the newest, which serves one token', async () => {
      expect(await rotate({ generation: 1, key: KEY })).toBeNull();
    });

    it('without a key after a spend without a key: no key never equals no key', async () => {
      expect(await rotate({ generation: 1 })).toMatchObject({ generation: 2 });
      expect(await rotate({ generation: 2 })).toMatchObject({
        generation: 3,
        proofs: NO_PROOF + NO_PROOF + proofOf(KEY),
      });
    });

    it('and remembers the keys of the last eight generations, newest first', async () => {
      for (let generation = 3; generation < 12; generation++) {
        await rotate({ generation, key: `key of generation ${generation}` });
      }
      const proofs = [11, 10, 9, 8, 7, 6, 5, 4].map((g) => proofOf(`key of generation ${g}`));
      expect((await store.logins.find(sid))?.proofs).toBe(proofs.join(''));
    });

    it('no further than the end of the login', async () => {
      const late = NOW + 719 * HOUR;
      const rotated = await rotate({ generation: 12, now: late, idleExpiresAt: late + 24 * HOUR });
      expect(rotated?.expiresAt).toBe(NOW + 720 * HOUR);
    });
  });

  describe('refuses', () => {
    beforeAll(begin);

    it.each([
      ['a login that it does not know', { sid: '01890000-0000-7000-8000-000000000000' }],
      ['a login of another user', { userId: 'somebody else' }],
      ['a login at its end', { now: NOW + 720 * HOUR }],
    ])('%s', async (_, rest) => {
      expect(await rotate(rest)).toBeNull();
      expect((await store.logins.find(sid))?.generation).toBe(0);
    });

    it('a login that was revoked', async () => {
      await store.logins.revoke(sid, 'logout', NOW + 1);
      expect(await rotate()).toBeNull();
    });

    it('a login whose user is inactive', async () => {
      await begin();
      await store.users.deactivate(user.id, NOW);
      expect(await rotate()).toBeNull();
    });

    it('a login that began before all logins of its user were ended', async () => {
      await begin();
      await store.users.setPassword(user.id, 'another hash', NOW);
      const late = await createLogin(store, user);
      expect(await rotate({ sid: late })).toBeNull();
      const fresh = await createLogin(store, { ...user, tokenVersion: 1 });
      expect(await rotate({ sid: fresh })).toMatchObject({ generation: 1 });
    });
  });

  describe('revokes', () => {
    beforeAll(begin);

    it('a login, whatever its generation, and says so once', async () => {
      await rotate();
      const revoked = await store.logins.revoke(sid, 'logout', NOW + 5);
      expect(revoked).toMatchObject({ generation: 1, revokedAt: NOW + 5, revokedReason: 'logout' });
    });

    it('nothing twice: the first reason stays', async () => {
      expect(await store.logins.revoke(sid, 'reuse', NOW + 9)).toBeNull();
      expect(await store.logins.find(sid)).toMatchObject({
        revokedAt: NOW + 5,
        revokedReason: 'logout',
      });
    });

    it('all logins of a user, and no other', async () => {
      await begin();
      const second = await createLogin(store, user);
      const other = await createLogin(store, await createUser(store));
      expect(await store.logins.revokeAllOf(user.id, 'admin', NOW + 1)).toBe(2);
      expect((await store.logins.find(second))?.revokedReason).toBe('admin');
      expect((await store.logins.find(other))?.revokedAt).toBeNull();
      expect(await store.logins.revokeAllOf(user.id, 'admin', NOW + 2)).toBe(0);
    });
  });

  describe('after an older state was restored', () => {
    beforeAll(begin);

    it('lets the holder of a newer token go on, and forgets the keys of the older state', async () => {
      await rotate({ key: KEY });
      const backup = await store.logins.find(sid);
      for (const generation of [1, 2, 3])
        await rotate({ generation, key: `later key ${generation}` });
      await harness.restore(backup!);

      const rotated = await rotate({ generation: 4, key: OTHER_KEY });
      expect(rotated).toMatchObject({ generation: 5, proofs: proofOf(OTHER_KEY) });
      expect(isRotatedAhead(rotated!)).toBe(true);
      expect(isRotatedAhead((await rotate({ generation: 5 }))!)).toBe(false);
    });
  });

  it('keeps as much of a client’s description as fits', async () => {
    await begin();
    const rotated = await rotate({ ip: '1'.repeat(99), userAgent: 'é'.repeat(999) });
    if (kind !== 'memory') expect(rotated?.userAgent).toBe('é'.repeat(255));
    expect(rotated?.generation).toBe(1);
  });
});
