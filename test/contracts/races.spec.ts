import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { judgeLogin } from '../../src/auth/domain/login.js';
import { claim, createLogin, createUser, NOW } from './fixtures.js';
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
    const sid = await createLogin(connection(0), user);
    const claims = Array.from({ length: 64 }, (_, index) =>
      connection(index).logins.rotate(claim(sid, user.id, { key: `the-key-of-claim-${index}` })),
    );
    const winners = (await Promise.all(claims)).filter((login) => login !== null);
    expect(winners).toHaveLength(1);
    expect((await connection(1).logins.find(sid))?.generation).toBe(1);
  });

  it('of which one claims and one revokes leave no living login', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const sid = await createLogin(a, user);
      await Promise.all([
        a.logins.rotate(claim(sid, user.id)),
        b.logins.revoke(sid, 'logout', NOW),
      ]);
      expect((await a.logins.find(sid))?.revokedReason).toBe('logout');
      expect(await a.logins.rotate(claim(sid, user.id, { generation: 1 }))).toBeNull();
    });
  });

  it('of which one logs in and one deactivates leave no living login', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const [sid] = await Promise.all([createLogin(a, user), b.users.deactivate(user.id, NOW)]);
      await b.users.activate(user.id);
      const login = await a.logins.find(sid);
      const owner = await a.users.findById(user.id);
      expect(judgeLogin(login, owner, user.id, NOW)).toBe('ended');
      expect(await a.logins.rotate(claim(sid, user.id))).toBeNull();
    });
  });

  it('of which one claims and one changes the password leave no living login', async () => {
    await eachRound(async (a, b) => {
      const user = await createUser(a);
      const sid = await createLogin(a, user);
      const change = b.users.setPassword(user.id, 'new hash', NOW);
      await Promise.all([a.logins.rotate(claim(sid, user.id)), change]);
      expect((await a.logins.find(sid))?.revokedReason).toBe('password_change');
    });
  });

  it('that claim one newer token 64 times after an older state was restored have one winner', async () => {
    const first = connection(0);
    const user = await createUser(first);
    const sid = await createLogin(first, user);
    const backup = await first.logins.find(sid);
    for (const generation of [0, 1, 2])
      await first.logins.rotate(claim(sid, user.id, { generation }));
    await harness.restore(backup!);
    const claims = Array.from({ length: 64 }, (_, index) =>
      connection(index).logins.rotate(claim(sid, user.id, { generation: 3 })),
    );
    const winners = (await Promise.all(claims)).filter((login) => login !== null);
    expect(winners.map(({ generation }) => generation)).toEqual([4]);
  });
});
