import { beforeEach, describe, expect, it } from '@jest/globals';
import { TokenScene } from '../../../test/support/token-scene.js';
import type { AuthModuleOptions } from '../auth.options.js';
import { InvalidFieldsError } from '../domain/auth-error.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { User } from '../domain/user.store.js';
import type { ListedSession, SessionListOptions } from './session.service.js';

const HERE = { ip: '192.0.2.1', userAgent: 'agent' };

describe('SessionService.list', () => {
  let scene: TokenScene;
  let alice: UserProfile;

  beforeEach(async () => {
    scene = new TokenScene();
    alice = await scene.create('alice');
  });

  const begin = (user: User = alice) => scene.logins.begin(user, HERE, scene.settings);
  const beginMany = async (count: number) => {
    const sids: string[] = [];
    while (sids.length < count) {
      scene.clock.pass(1);
      sids.unshift((await begin()).id);
    }
    return sids;
  };
  const list = (options?: SessionListOptions, user = alice) => scene.logins.list(user.id, options);
  const sidsOf = (sessions: readonly ListedSession[]) => sessions.map(({ sid }) => sid);
  const activeSids = async (user = alice) => sidsOf((await list({}, user)).sessions);
  const statesOf = async (user = alice) =>
    (await list({ states: 'all' }, user)).sessions.map(({ state }) => state);

  it('returns the sessions of one user, newest first', async () => {
    const sids = await beginMany(2);
    await begin(await scene.create('bob'));
    expect(await activeSids()).toEqual(sids);
  });

  it('returns the times and the client of a session', async () => {
    const { id: sid, createdAt, rotatedAt, expiresAt, loginExpiresAt } = await begin();
    expect(await list()).toEqual({
      sessions: [
        {
          sid,
          state: 'active',
          createdAt,
          refreshedAt: rotatedAt,
          expiresAt,
          sessionExpiresAt: loginExpiresAt,
          revokedAt: null,
          revokedReason: null,
          ...HERE,
        },
      ],
      next: null,
    });
  });

  it('returns an active session that is older than 1000 revoked ones', async () => {
    const { id } = await begin();
    for (const sid of await beginMany(1_000)) await scene.store.revoke(sid, 'logout', 1);
    expect(await activeSids()).toEqual([id]);
  });

  it('omits a revoked session unless all states are listed', async () => {
    const { id } = await begin();
    await scene.logins.revoke(id, 'admin');
    expect(await activeSids()).toEqual([]);
    const revoked = { sid: id, state: 'revoked', revokedAt: scene.clock.now() };
    expect((await list({ states: 'all' })).sessions).toMatchObject([revoked]);
  });

  it('omits a session from the millisecond in which its refresh token expires', async () => {
    const { id, expiresAt } = await begin();
    scene.clock.pass(expiresAt - scene.clock.now() - 1);
    expect(await activeSids()).toEqual([id]);
    scene.clock.pass(1);
    expect(await activeSids()).toEqual([]);
    expect(await statesOf()).toEqual(['expired']);
  });

  it('omits the sessions of an inactive user, and those before a password change', async () => {
    await begin();
    await scene.users.setPassword(alice.id, '', scene.clock.now());
    expect(await activeSids()).toEqual([]);
    await begin((await scene.users.findById(alice.id))!);
    expect(await activeSids()).toHaveLength(1);
    await scene.users.deactivate(alice.id, scene.clock.now());
    expect(await activeSids()).toEqual([]);
    expect(await statesOf()).toEqual(['revoked', 'revoked']);
  });

  it('lists every session of a user who does not exist as revoked', async () => {
    const ghost = { ...alice, id: 'ghost' };
    await begin(ghost);
    expect(await activeSids(ghost)).toEqual([]);
    expect(await statesOf(ghost)).toEqual(['revoked']);
  });

  it('omits a session that was revoked between the statement and the read of the user', async () => {
    await begin();
    const stored = scene.store.list.bind(scene.store);
    scene.store.list = ({ userId = '', limit }) => stored({ userId, limit });
    await scene.store.revokeAllOf(alice.id, 'admin', 1);
    expect(await activeSids()).toEqual([]);
  });

  it('pages through all sessions, whatever starts or is revoked meanwhile', async () => {
    const sids = await beginMany(7);
    const first = await list({ limit: 3 });
    expect(sidsOf(first.sessions)).toEqual(sids.slice(0, 3));
    await beginMany(1);
    await scene.logins.revoke(sids[2]!);
    await scene.logins.revoke(sids[4]!);
    const second = await list({ limit: 3, after: first.next });
    expect(sidsOf(second.sessions)).toEqual([sids[3], sids[5], sids[6]]);
    expect(second.next).toBeNull();
  });

  it('returns 100 sessions unless another limit is given, and a cursor only if more exist', async () => {
    await beginMany(100);
    expect((await list()).next).toBeNull();
    await beginMany(1);
    const { sessions, next } = await list();
    expect([sessions.length, next]).toEqual([100, sessions.at(-1)!.sid]);
    expect((await list({ limit: 101 })).next).toBeNull();
  });

  it.each([{ after: 'x' }, { limit: 0 }, { limit: 1_001 }])('rejects %j', async (options) => {
    await expect(list(options)).rejects.toBeInstanceOf(InvalidFieldsError);
  });
});

describe('a session', () => {
  const CLIENT = { ip: '192.0.2.2', userAgent: 'another agent' };
  const revocation = { type: 'authn_token_revoked', userId: '' };
  let scene: TokenScene;
  let alice: UserProfile;

  const begin = async (options: Partial<AuthModuleOptions> = {}) => {
    scene = new TokenScene(options);
    alice = await scene.create('alice');
    revocation.userId = alice.id;
    scene.clock.pass(999);
    return scene.logins.begin(alice, HERE, scene.settings);
  };
  const reasonOf = async (sid: string) => (await scene.store.find(sid))?.revokedReason;

  it('is stored at generation 0, and records the log-in of its user', async () => {
    const login = await begin();
    expect(await scene.store.find(login.id)).toEqual(login);
    expect(login).toMatchObject({ generation: 0, consumed: '', createdAt: scene.clock.now() });
    expect((await scene.users.list())[0]?.lastLoginAt).toBe(scene.clock.now());
  });

  it('counts both expiries from the second in which it starts', async () => {
    const second = 1_700_000_000_000;
    const login = await begin({ refreshTokenLifetime: '1h', loginLifetime: '2h' });
    expect(login.expiresAt).toBe(second + 3_600_000);
    expect(login.loginExpiresAt).toBe(second + 7_200_000);
  });

  it('expires with its refresh token when both last equally long', async () => {
    const lifetimes = { refreshTokenLifetime: '1h', loginLifetime: '1h' } as const;
    const { expiresAt, loginExpiresAt } = await begin(lifetimes);
    expect(expiresAt).toBe(loginExpiresAt);
  });

  it('is revoked as a log-out by default, or with the given reason and client', async () => {
    const { id: sid } = await begin();
    const { done, told } = await scene.listenTo(() => scene.logins.revoke(sid));
    expect(done).toMatchObject({ id: sid, revokedAt: scene.clock.now() });
    expect(told).toEqual([{ ...revocation, reason: 'logout', sid, client: null }]);

    const { id: other } = await scene.logins.begin(alice, HERE, scene.settings);
    const named = await scene.listenTo(() => scene.logins.revoke(other, 'admin', CLIENT));
    expect(named.told).toEqual([{ ...revocation, reason: 'admin', sid: other, client: CLIENT }]);
  });

  it('is not revoked twice, and the second revocation emits no event', async () => {
    const { id } = await begin();
    await scene.logins.revoke(id);
    expect(await scene.listenTo(() => scene.logins.revoke(id))).toEqual({ done: null, told: [] });
  });

  it('is no longer active in the cache after it was revoked', async () => {
    const { id } = await begin();
    const judge = async () => (await scene.liveness.judge(id, alice.id)).kind;
    expect(await judge()).toBe('living');
    await scene.logins.revoke(id);
    expect(await judge()).toBe('login_ended');
  });

  it('is revoked with all sessions of its user and those that are starting, by default for the reason admin', async () => {
    const { id } = await begin();
    await scene.liveness.judge(id, alice.id);
    const { told } = await scene.listenTo(() => scene.logins.revokeAllOf(alice.id));
    expect(told).toEqual([{ ...revocation, reason: 'admin', sid: null, client: null }]);
    expect(await reasonOf(id)).toBe('admin');
    expect(await scene.users.findById(alice.id)).toMatchObject({ tokenVersion: 1 });
    expect((await scene.liveness.judge(id, alice.id)).kind).toBe('login_ended');
  });

  it('is revoked with all sessions of its user by the session store when the user store cannot revoke', async () => {
    const { id } = await begin();
    Object.assign(scene.users, { endLogins: undefined });
    await scene.logins.revokeAllOf(alice.id, 'password_change', CLIENT);
    expect(await reasonOf(id)).toBe('password_change');
    expect(scene.events.at(-1)).toMatchObject({ reason: 'password_change', client: CLIENT });
  });

  it('is revoked by revokeOf for its own user, and not for another', async () => {
    const { id: sid } = await begin();
    const bob = await scene.create('bob');
    expect(await scene.logins.revokeOf(bob.id, sid)).toBeNull();
    expect(await reasonOf(sid)).toBeNull();
    const { told } = await scene.listenTo(() => scene.logins.revokeOf(alice.id, sid));
    expect(told).toEqual([{ ...revocation, reason: 'logout', sid, client: null }]);
    expect(await scene.logins.revokeOf(alice.id, sid)).toBeNull();
    expect(await scene.logins.revokeOf(alice.id, 'no session')).toBeNull();
  });

  it('is revoked also when it has expired', async () => {
    const { id: sid, loginExpiresAt } = await begin();
    scene.clock.pass(loginExpiresAt);
    expect(await scene.logins.revoke(sid, 'admin')).toMatchObject({ revokedReason: 'admin' });
  });

  it('has an id that contains its time of creation', async () => {
    const first = await begin();
    scene.clock.pass(1);
    const second = await scene.logins.begin(alice, HERE, scene.settings);
    expect(second.id > first.id).toBe(true);
    expect(Number.parseInt(second.id.replace('-', '').slice(0, 12), 16)).toBe(second.createdAt);
  });
});
