import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeClock } from '../../../test/support/fake-clock.js';
import { TokenScene } from '../../../test/support/token-scene.js';
import type { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { AuthModuleOptions } from '../auth.options.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { LoginService } from './login.service.js';

const HERE = { ip: '192.0.2.1', userAgent: 'agent' };

describe('the list of where a user is signed in', () => {
  let clock: FakeClock;
  let users: MemoryUserDirectory;
  let logins: LoginService;
  let alice: UserProfile;

  beforeEach(async () => {
    ({ clock, users, logins } = new TokenScene());
    alice = await create('alice');
  });

  const create = (username: string) =>
    users.create({ username, passwordHash: '', isActive: true, tokenVersion: 0 }, clock.now());
  const sidsOf = async ({ id }: UserProfile) => (await logins.list(id)).map(({ sid }) => sid);

  it('has the living logins of that user alone, the newest first', async () => {
    const first = await logins.begin(alice, HERE);
    clock.pass(1);
    const second = await logins.begin(alice, HERE);
    await logins.begin(await create('bob'), HERE);
    expect(await sidsOf(alice)).toEqual([second.id, first.id]);
  });

  it('says when each began, was refreshed and is over, and where it is', async () => {
    const { id: sid, createdAt, rotatedAt, expiresAt } = await logins.begin(alice, HERE);
    expect(await logins.list(alice.id)).toEqual([
      { sid, createdAt, refreshedAt: rotatedAt, expiresAt, ...HERE },
    ]);
  });

  it('leaves out what was ended', async () => {
    const { id } = await logins.begin(alice, HERE);
    await logins.revoke(id);
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('leaves out what nobody refreshed in time, from that very moment', async () => {
    const { id, expiresAt } = await logins.begin(alice, HERE);
    clock.pass(expiresAt - clock.now() - 1);
    expect(await sidsOf(alice)).toEqual([id]);
    clock.pass(1);
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('is empty for a user who is locked out, or whose password has changed', async () => {
    await logins.begin(alice, HERE);
    await users.setPassword(alice.id, '', clock.now());
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('is empty for nobody', async () => {
    expect(await logins.list('nobody')).toEqual([]);
  });
});

describe('a login', () => {
  const CLIENT = { ip: '192.0.2.2', userAgent: 'another agent' };
  const revocation = { type: 'authn_token_revoked', userId: '' };
  let scene: TokenScene;
  let alice: UserProfile;

  const begin = async (options: Partial<AuthModuleOptions> = {}) => {
    scene = new TokenScene(options);
    alice = await scene.create('alice');
    revocation.userId = alice.id;
    scene.clock.pass(999);
    return scene.logins.begin(alice, HERE);
  };
  const reasonOf = async (sid: string) => (await scene.store.find(sid))?.revokedReason;

  it('begins as it is stored, at generation 0, and its user is seen', async () => {
    const login = await begin();
    expect(await scene.store.find(login.id)).toEqual(login);
    expect(login).toMatchObject({ generation: 0, consumed: '', createdAt: scene.clock.now() });
    expect((await scene.users.list())[0]?.lastLoginAt).toBe(scene.clock.now());
  });

  it('counts both its ends from the second in which it began', async () => {
    const second = 1_700_000_000_000;
    const login = await begin({ refreshTokenLifetime: '1h', loginLifetime: '2h' });
    expect(login.expiresAt).toBe(second + 3_600_000);
    expect(login.loginExpiresAt).toBe(second + 7_200_000);
  });

  it('is over with itself when its tokens could last longer', async () => {
    const { expiresAt, loginExpiresAt } = await begin({
      refreshTokenLifetime: '1h',
      loginLifetime: '1h',
    });
    expect(expiresAt).toBe(loginExpiresAt);
  });

  it('is ended by its user, or for a reason and by a client that are named', async () => {
    const { id: sid } = await begin();
    const { done, told } = await scene.listenTo(() => scene.logins.revoke(sid));
    expect(done).toMatchObject({ id: sid, revokedAt: scene.clock.now() });
    expect(told).toEqual([{ ...revocation, reason: 'logout', sid, client: null }]);

    const { id: other } = await scene.logins.begin(alice, HERE);
    const named = await scene.listenTo(() => scene.logins.revoke(other, 'admin', CLIENT));
    expect(named.told).toEqual([{ ...revocation, reason: 'admin', sid: other, client: CLIENT }]);
  });

  it('is not ended twice: nobody is told', async () => {
    const { id } = await begin();
    await scene.logins.revoke(id);
    expect(await scene.listenTo(() => scene.logins.revoke(id))).toEqual({ done: null, told: [] });
  });

  it('that was ended is not believed to live for a moment longer', async () => {
    const { id } = await begin();
    const judge = async () => (await scene.liveness.judge(id, alice.id)).kind;
    expect(await judge()).toBe('living');
    await scene.logins.revoke(id);
    expect(await judge()).toBe('login_ended');
  });

  it('ends with all of its user’s, and those that are beginning: by an operator, if none is named', async () => {
    const { id } = await begin();
    await scene.liveness.judge(id, alice.id);
    const { told } = await scene.listenTo(() => scene.logins.revokeAllOf(alice.id));
    expect(told).toEqual([{ ...revocation, reason: 'admin', sid: null, client: null }]);
    expect(await reasonOf(id)).toBe('admin');
    expect(await scene.users.findById(alice.id)).toMatchObject({ tokenVersion: 1 });
    expect((await scene.liveness.judge(id, alice.id)).kind).toBe('login_ended');
  });

  it('ends with all of its user’s in the store alone when the users cannot reach it', async () => {
    const { id } = await begin();
    Object.assign(scene.users, { endLogins: undefined });
    await scene.logins.revokeAllOf(alice.id, 'password_change', CLIENT);
    expect(await reasonOf(id)).toBe('password_change');
    expect(scene.events.at(-1)).toMatchObject({ reason: 'password_change', client: CLIENT });
  });
});
