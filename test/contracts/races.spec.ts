import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { classifySession } from '../../src/auth/domain/session.js';
import { claim, createSession, createUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreConnection, type StoreHarness } from './store-harness.js';

const CONNECTIONS = 8;
const ROUNDS = 20;

/** Real races need several connections: the twin in memory has nobody to race with. */
describe.each(STORES.filter((kind) => kind !== 'memory'))('several connections (%s)', (kind) => {
  let harness: StoreHarness;

  beforeAll(async () => {
    harness = await openStores(kind, CONNECTIONS);
  });
  afterAll(() => harness.close());

  const connection = (index: number): StoreConnection =>
    harness.connections[index % CONNECTIONS] ?? harness.connections[0];

  const eachRound = async (round: (a: StoreConnection, b: StoreConnection) => Promise<void>) => {
    for (let index = 0; index < ROUNDS; index++)
      await round(connection(index), connection(index + 1));
  };

  it('that claim one token 64 times have one winner', async () => {
    const user = await createUser(connection(0));
    const sid = await createSession(connection(0), user);
    const claims = Array.from({ length: 64 }, (_, index) =>
      connection(index).sessions.rotate(claim(sid, user.id, { key: `the-key-of-claim-${index}` })),
    );
    const winners = (await Promise.all(claims)).filter((session) => session !== null);
    expect(winners).toHaveLength(1);
    expect((await connection(1).sessions.find(sid))?.generation).toBe(1);
  });

  it('of which one claims and one revokes leave no living session', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const sid = await createSession(a, user);
      await Promise.all([
        a.sessions.rotate(claim(sid, user.id)),
        b.sessions.revoke(sid, 'logout', NOW),
      ]);
      expect((await a.sessions.find(sid))?.revokedReason).toBe('logout');
      expect(await a.sessions.rotate(claim(sid, user.id, { generation: 1 }))).toBeNull();
    });
  });

  it('of which one logs in and one deactivates leave no living session', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const [sid] = await Promise.all([createSession(a, user), b.users.deactivate(user.id, NOW)]);
      await b.users.activate(user.id);
      const session = await a.sessions.find(sid);
      const owner = await a.users.findById(user.id);
      expect(classifySession(session, owner, user.id, NOW)).toBe('ended');
      expect(await a.sessions.rotate(claim(sid, user.id))).toBeNull();
    });
  });

  it('of which one claims and one changes the password leave no living session', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const sid = await createSession(a, user);
      const change = b.users.setPassword(user.id, 'new hash', NOW);
      await Promise.all([a.sessions.rotate(claim(sid, user.id)), change]);
      expect((await a.sessions.find(sid))?.revokedReason).toBe('password_change');
    });
  });

  it('that claim one newer token 64 times after an older state was restored have one winner', async () => {
    const first = connection(0);
    const user = await createUser(first);
    const sid = await createSession(first, user);
    const backup = await first.sessions.find(sid);
    for (const generation of [0, 1, 2])
      await first.sessions.rotate(claim(sid, user.id, { generation }));
    await harness.restore(backup!);
    const claims = Array.from({ length: 64 }, (_, index) =>
      connection(index).sessions.rotate(claim(sid, user.id, { generation: 3 })),
    );
    const winners = (await Promise.all(claims)).filter((session) => session !== null);
    expect(winners.map(({ generation }) => generation)).toEqual([4]);
  });
});
