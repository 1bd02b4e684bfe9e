import assert from 'node:assert/strict';
import type { RefreshTokenStore } from '../../auth/domain/refresh-token.store.js';
import type { ClientInfo, Session } from '../../auth/domain/session.js';
import { assertSame } from './assert-same.js';
import {
  assertMatches,
  begin,
  beginMany,
  HOUR,
  NOW,
  type RefreshTokenStoreFixture,
} from './begun-session.js';
import type { ItOf } from './test-runner.js';

const idsOf = (sessions: readonly Session[]) => sessions.map(({ id }) => id);

/** Defines the tests of `list`. */
export function describeList(it: ItOf<RefreshTokenStoreFixture>): void {
  it('returns the sessions of one user in every state, newest first', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginMany(fixture, 2);
    await beginMany(fixture, 1);
    await store.revoke(sids[0]!, 'logout', NOW + 1);
    const listed = await store.list({ userId: owner.id, limit: 10 });
    assertSame(listed, [await store.find(sids[0]!), await store.find(sids[1]!)]);
  });

  it('returns an empty list for a user without sessions', async ({ store }) => {
    assertSame(await store.list({ userId: 'unknown', limit: 10 }), []);
  });

  it('returns at most as many sessions as the limit, and then those after the cursor', async (fixture) => {
    const { owner, sids } = await beginMany(fixture, 5);
    const page = async (after?: string) =>
      idsOf(await fixture.store.list({ userId: owner.id, limit: 2, after }));
    assertSame(await page(), sids.slice(0, 2));
    assertSame(await page(sids[1]), sids.slice(2, 4));
    assertSame(await page(sids[3]), sids.slice(4));
    assertSame(await page(sids[4]), []);
  });

  it('returns the nearest newer sessions before the opposite cursor, newest first', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginMany(fixture, 5);
    const page = async (before: string) =>
      idsOf(await store.list({ userId: owner.id, limit: 2, before }));
    assertSame(await page(sids[4]!), sids.slice(2, 4));
    assertSame(await page(sids[1]!), sids.slice(0, 1));
    assertSame(await page(sids[0]!), []);
    await store.revoke(sids[3]!, 'logout', NOW);
    const query = { userId: owner.id, activeAt: NOW, limit: 2, before: sids[4]! };
    assertSame(idsOf(await store.list(query)), sids.slice(1, 3));
  });

  it('returns the newest session of all users', async (fixture) => {
    await beginMany(fixture, 1);
    const newest = await begin(fixture, undefined, { rotatedAt: NOW + 720 * HOUR });
    assertSame(idsOf(await fixture.store.list({ limit: 1 })), [newest.sid]);
  });

  it('filters active sessions before it applies the limit', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginMany(fixture, 5);
    const active = sids[4]!;
    for (const sid of sids.slice(0, 3)) await store.revoke(sid, 'logout', NOW + 1);
    const idle = await begin(fixture, owner, { expiresAt: NOW + HOUR });
    const query = { userId: owner.id, activeAt: NOW + HOUR, limit: 2 };
    assertSame(idsOf(await store.list(query)), [sids[3]!, active]);
    assertSame(idsOf(await store.list({ ...query, after: sids[3]! })), [active]);
    const before = { ...query, activeAt: NOW + HOUR - 1 };
    assertSame(idsOf(await store.list(before)), [idle.sid, sids[3]!]);
  });

  it('returns no active session after the end of its lifetime', async (fixture) => {
    const { owner } = await beginMany(fixture, 1);
    const activeAt = NOW + 720 * HOUR;
    await begin(fixture, owner, { expiresAt: activeAt + HOUR, sessionExpiresAt: activeAt });
    assertSame(await fixture.store.list({ userId: owner.id, activeAt, limit: 2 }), []);
  });

  it('returns no active session of an inactive user', async (fixture) => {
    const { owner } = await beginMany(fixture, 1);
    const query = { userId: owner.id, activeAt: NOW, limit: 2 };
    assert.equal((await fixture.store.list(query)).length, 1);
    await fixture.deactivate(owner.id);
    assertSame(await fixture.store.list(query), []);
  });

  it('returns no active session with another token_version than the user', async (fixture) => {
    const owner = await fixture.createUser();
    await fixture.revokeSessions(owner.id);
    await begin(fixture, owner);
    assertSame(await fixture.store.list({ userId: owner.id, activeAt: NOW, limit: 2 }), []);
  });
}

const revokerOf =
  (store: RefreshTokenStore) =>
  (after: string, limit: number, now = NOW, createdUntil = now) =>
    store.revokeBatch({ after, limit, createdUntil }, 'admin', now);

type Revoke = ReturnType<typeof revokerOf>;

/** Defines the tests of `clientsOf`. */
export function describeClients(it: ItOf<RefreshTokenStoreFixture>): void {
  const HOME = { ip: '192.0.2.1', userAgent: 'a browser' };
  const WORK = { ip: '192.0.2.1', userAgent: 'another browser' };
  const UNKNOWN = { ip: null, userAgent: null };
  const textsOf = (clients: readonly ClientInfo[]) =>
    clients.map(({ ip, userAgent }) => `${ip} ${userAgent}`).sort();

  async function beginAs(fixture: RefreshTokenStoreFixture, clients: readonly ClientInfo[]) {
    const owner = await fixture.createUser();
    const sids: string[] = [];
    for (const [index, client] of clients.entries()) {
      const { sid } = await begin(fixture, owner, { ...client, rotatedAt: NOW + index });
      sids.push(sid);
    }
    return { owner, sids };
  }

  it('returns each client of the earlier sessions of the user once, in every state', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginAs(fixture, [HOME, WORK, HOME, UNKNOWN, WORK]);
    await begin(fixture, owner, { ...HOME, ip: '192.0.2.8', rotatedAt: NOW + 5 });
    await beginAs(fixture, [{ ...HOME, ip: '192.0.2.9' }]);
    await store.revoke(sids[3]!, 'logout', NOW);
    const expected = textsOf([HOME, WORK, UNKNOWN]);
    assertSame(textsOf(await store.clientsOf(owner.id, sids[4]!, 10)), expected);
  });

  it('reads as many of the newest sessions as the limit', async (fixture) => {
    const { store } = fixture;
    const { owner, sids } = await beginAs(fixture, [UNKNOWN, HOME, HOME, WORK]);
    assertSame(textsOf(await store.clientsOf(owner.id, sids[3]!, 2)), textsOf([HOME]));
  });

  it('create returns the same clients for the new session', async (fixture) => {
    const { owner } = await beginAs(fixture, [UNKNOWN, HOME, WORK, HOME]);
    const next = { ...UNKNOWN, rotatedAt: NOW + 4 };
    const { earlierClients } = await begin(fixture, owner, next, { compared: 3 });
    assertSame(textsOf(earlierClients), textsOf([HOME, WORK]));
  });

  it('create returns the same clients when it revokes sessions', async (fixture) => {
    const { owner, sids } = await beginAs(fixture, [HOME, WORK]);
    const next = { ...UNKNOWN, rotatedAt: NOW + 2 };
    const options = { maxActive: 1, compared: 3 };
    const { earlierClients, revoked } = await begin(fixture, owner, next, options);
    assertSame(textsOf(earlierClients), textsOf([HOME, WORK]));
    assertSame([...revoked].sort(), [...sids].sort());
  });

  it('create returns no clients by default', async (fixture) => {
    const { owner } = await beginAs(fixture, [HOME]);
    const { earlierClients } = await begin(fixture, owner);
    assertSame(earlierClients, []);
  });

  it('returns an empty list for the first session of a user', async (fixture) => {
    const { owner, sids } = await beginAs(fixture, [HOME, WORK]);
    assertSame(await fixture.store.clientsOf(owner.id, sids[0]!, 10), []);
  });
}

/** Defines the tests of `revokeBatch`. */
export function describeBatches(it: ItOf<RefreshTokenStoreFixture>): void {
  /** Defines a test that starts when the sessions of earlier tests are revoked. */
  const itAlone = (
    name: string,
    body: (fixture: RefreshTokenStoreFixture, revoke: Revoke) => Promise<void>,
  ) =>
    it(name, async (fixture) => {
      const revoke = revokerOf(fixture.store);
      while ((await revoke('', 100, NOW, NOW + 9_999 * HOUR)).length > 0);
      await body(fixture, revoke);
    });

  itAlone(
    'revokes at most as many sessions as the limit, in ascending order, after an ID',
    async (fixture, revoke) => {
      const sids = (await beginMany(fixture, 5)).sids.reverse();
      assertSame([...(await revoke('', 2))].sort(), sids.slice(0, 2));
      assertSame([...(await revoke(sids[2]!, 9))].sort(), sids.slice(3));
      assertSame(await revoke('', 9), sids.slice(2, 3));
      assertSame(await revoke('', 9), []);
    },
  );

  itAlone(
    'stores the reason and the time, which stay when the session is revoked again',
    async (fixture, revoke) => {
      const { sid, rotate, stored } = await begin(fixture);
      await revoke('', 9, NOW + 5);
      assertMatches(await stored(), { revokedAt: NOW + 5, revokedReason: 'admin' });
      assert.equal(await fixture.store.revoke(sid, 'logout', NOW + 9), null);
      assert.equal(await rotate(), null);
    },
  );

  itAlone(
    'skips sessions that are revoked, past their lifetime, or created after createdUntil',
    async (fixture, revoke) => {
      const revoked = await begin(fixture);
      await fixture.store.revoke(revoked.sid, 'logout', NOW);
      const { sid } = await begin(fixture);
      const end = NOW + 720 * HOUR;
      assertSame(await revoke('', 9, end), []);
      assertSame(await revoke('', 9, NOW, NOW - 1), []);
      assertSame(await revoke('', 9, end - 1), [sid]);
      assertMatches(await revoked.stored(), { revokedReason: 'logout' });
    },
  );

  itAlone(
    'revokes sessions that another clock created later than now, up to createdUntil',
    async (fixture, revoke) => {
      const { sid } = await begin(fixture, undefined, { rotatedAt: NOW + HOUR });
      assertSame(await revoke('', 9), []);
      assertSame(await revoke('', 9, NOW, NOW + HOUR), [sid]);
    },
  );
}
