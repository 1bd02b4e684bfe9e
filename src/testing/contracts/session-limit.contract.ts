import assert from 'node:assert/strict';
import { assertSame } from './assert-same.js';
import {
  assertMatches,
  begin,
  beginMany,
  HOUR,
  NOW,
  type Owner,
  type RefreshTokenStoreFixture,
} from './begun-session.js';
import type { ItOf } from './test-runner.js';

const activeIds = async ({ store }: RefreshTokenStoreFixture, { id: userId }: Owner, now = NOW) =>
  (await store.list({ userId, activeAt: now, limit: 100 })).map(({ id }) => id);

/** Defines the tests of `create` with a maximum number of active sessions. */
export function describeLimit(it: ItOf<RefreshTokenStoreFixture>): void {
  it('revokes the oldest sessions of the user that exceed the maximum', async (fixture) => {
    const { owner, sids } = await beginMany(fixture, 4);
    const { sid, revoked } = await begin(fixture, owner, {}, { maxActive: 3 });
    assertSame([...revoked].sort(), sids.slice(2).sort());
    assertSame(await activeIds(fixture, owner), [sid, ...sids.slice(0, 2)]);
    assertMatches(await fixture.store.find(sids[3]!), {
      revokedAt: NOW,
      revokedReason: 'session_limit',
    });
  });

  it('revokes no session while the maximum is not exceeded', async (fixture) => {
    const { owner, sids } = await beginMany(fixture, 2);
    const { sid, revoked } = await begin(fixture, owner, {}, { maxActive: 3 });
    assertSame([...revoked], []);
    assertSame(await activeIds(fixture, owner), [sid, ...sids]);
  });

  it('keeps only the new session when the maximum is 1, and no session of another user', async (fixture) => {
    const { owner, sids } = await beginMany(fixture, 1);
    const other = await beginMany(fixture, 1);
    const { sid, revoked } = await begin(fixture, owner, {}, { maxActive: 1 });
    assertSame([...revoked], sids);
    assertSame(await activeIds(fixture, owner), [sid]);
    assertSame(await activeIds(fixture, other.owner), other.sids);
  });

  it('keeps the new session even if the clock of another instance was ahead', async (fixture) => {
    const owner = await fixture.createUser();
    const ahead = await begin(fixture, owner, { rotatedAt: NOW + HOUR });
    const { sid, revoked } = await begin(fixture, owner, {}, { maxActive: 1 });
    assertSame([...revoked], [ahead.sid]);
    assertSame(await activeIds(fixture, owner), [sid]);
  });

  it('does not count sessions that are revoked, expired or of another tokenVersion', async (fixture) => {
    const { owner, sids } = await beginMany(fixture, 4);
    await fixture.store.revoke(sids[0]!, 'logout', NOW);
    await begin(fixture, owner, { expiresAt: NOW });
    await begin(fixture, owner, { sessionExpiresAt: NOW });
    await begin(fixture, { ...owner, tokenVersion: owner.tokenVersion + 1 });
    const { revoked } = await begin(fixture, owner, {}, { maxActive: 4 });
    assertSame([...revoked], []);
  });

  it('leaves as many active sessions as the maximum after concurrent log-ins', async (fixture) => {
    const owner = await fixture.createUser();
    const logIns = Array.from({ length: 16 }, () => begin(fixture, owner, {}, { maxActive: 3 }));
    const begun = await Promise.all(logIns);
    assert.equal((await activeIds(fixture, owner)).length, 3);
    assert.equal(begun.flatMap(({ revoked }) => revoked).length, 13);
  });
}
