import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { classifySession } from '../../src/auth/domain/session.js';
import { claim, createSession, createUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreConnection, type StoreHarness } from './store-harness.js';

const CONNECTIONS = 8;
const ROUNDS = 20;

/** A race needs several connections. The in-memory store has only one. */
describe.each(STORES.filter((kind) => kind !== 'memory'))(
  'races between connections (%s)',
  (kind) => {
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

    it.each([0, 3])(
      'one of 64 simultaneous claims of generation %i succeeds on a row at 0, as after a restore',
      async (generation) => {
        const user = await createUser(connection(0));
        const sid = await createSession(connection(0), user);
        const claims = Array.from({ length: 64 }, (_, index) =>
          connection(index).sessions.rotate(
            claim(sid, user.id, { generation, key: `the-key-of-claim-${index}` }),
          ),
        );
        const winners = (await Promise.all(claims)).filter((session) => session !== null);
        expect(winners).toHaveLength(1);
        expect((await connection(1).sessions.find(sid))?.generation).toBe(generation + 1);
      },
    );

    it('each of 32 tokens is consumed once when 8 connections claim all, in opposite orders', async () => {
      const user = await createUser(connection(0));
      const logIns = Array.from({ length: 32 }, () => createSession(connection(0), user));
      const sids = await Promise.all(logIns);
      const reversed = [...sids].reverse();
      const claims = Array.from({ length: CONNECTIONS }, (_, index) =>
        (index % 2 === 0 ? sids : reversed).map((sid) =>
          connection(index).sessions.rotate(
            claim(sid, user.id, { key: `the-key-of-connection-${index}` }),
          ),
        ),
      );
      const winners = (await Promise.all(claims.flat())).filter((session) => session !== null);
      expect(winners.map(({ id }) => id).sort()).toEqual([...sids].sort());
      const rows = await Promise.all(sids.map((sid) => connection(1).sessions.find(sid)));
      expect(rows.map((row) => row?.generation)).toEqual(sids.map(() => 1));
    });

    it('no active session remains when a claim and a revocation run at the same time', async () => {
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

    it('no active session remains when a log-in and a deactivation run at the same time', async () => {
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

    it('64 simultaneous log-ins leave as many active sessions as the maximum', async () => {
      const user = await createUser(connection(0));
      const logIns = Array.from({ length: 64 }, (_, index) =>
        createSession(connection(index), user, 5),
      );
      const sids = await Promise.all(logIns);
      const query = { userId: user.id, activeAt: NOW, limit: 100 };
      const active = await connection(1).sessions.list(query);
      expect(active).toHaveLength(5);
      expect(sids).toEqual(expect.arrayContaining(active.map(({ id }) => id)));
    });

    it('no active session remains when a claim and a password change run at the same time', async () => {
      await eachRound(async (a, b) => {
        const user = await createUser(a);
        const sid = await createSession(a, user);
        const change = b.users.setPassword(user.id, 'new hash', NOW);
        await Promise.all([a.sessions.rotate(claim(sid, user.id)), change]);
        expect((await a.sessions.find(sid))?.revokedReason).toBe('password_change');
      });
    });

    it('one of 8 simultaneous password changes succeeds, and its new session stays active', async () => {
      await eachRound(async (a) => {
        const user = await createUser(a);
        const { id, tokenVersion } = user;
        const before = await createSession(a, user);
        const changeAndLogIn = async (index: number) => {
          const { users, sessions } = connection(index);
          const change = { passwordHash: `hash ${index}`, tokenVersion };
          const version = await users.changePassword(id, change, NOW);
          if (version === null) return null;
          const sid = await createSession({ users, sessions }, { id, tokenVersion: version });
          return { sid, ...change, tokenVersion: version };
        };
        const indexes = Array.from({ length: CONNECTIONS }, (_, index) => index);
        const changes = await Promise.all(indexes.map(changeAndLogIn));
        const [winner, ...others] = changes.filter((change) => change !== null);
        expect(others).toEqual([]);
        const { sid, ...stored } = winner!;
        expect(await a.users.findByUsername(user.username)).toMatchObject(stored);
        expect((await a.sessions.find(before))?.revokedReason).toBe('password_change');
        expect((await a.sessions.rotate(claim(sid, id)))?.generation).toBe(1);
      });
    });

    it('an operator and a user who change a password at the same time do not undo each other', async () => {
      await eachRound(async (a, b) => {
        const user = await createUser(a);
        const change = { passwordHash: 'of the user', tokenVersion: user.tokenVersion };
        const [version] = await Promise.all([
          a.users.changePassword(user.id, change, NOW),
          b.users.setPassword(user.id, 'of the operator', NOW),
        ]);
        const changes = version === null ? 1 : 2;
        expect(await a.users.findByUsername(user.username)).toMatchObject({
          passwordHash: 'of the operator',
          tokenVersion: user.tokenVersion + changes,
        });
      });
    });

    it('no active session remains when a log-in and a change by the user run at the same time', async () => {
      await eachRound(async (a, b) => {
        const user = await createUser(a);
        const change = { passwordHash: 'new hash', tokenVersion: user.tokenVersion };
        const [sid] = await Promise.all([
          createSession(a, user),
          b.users.changePassword(user.id, change, NOW),
        ]);
        expect(await a.sessions.rotate(claim(sid, user.id))).toBeNull();
      });
    });

    it('no active session remains when a claim and a change by the user run at the same time', async () => {
      await eachRound(async (a, b) => {
        const user = await createUser(a);
        const sid = await createSession(a, user);
        const change = { passwordHash: 'new hash', tokenVersion: user.tokenVersion };
        await Promise.all([
          a.sessions.rotate(claim(sid, user.id)),
          b.users.changePassword(user.id, change, NOW),
        ]);
        expect((await a.sessions.find(sid))?.revokedReason).toBe('password_change');
        expect(await a.sessions.rotate(claim(sid, user.id, { generation: 1 }))).toBeNull();
      });
    });
  },
);
