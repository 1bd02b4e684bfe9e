import { beforeEach, describe, expect, it } from '@jest/globals';
import { TokenFixture } from '../../../test/support/token-fixture.js';
import type { AuthModuleOptions } from '../config/auth.options.js';
import { InvalidFieldsError } from '../domain/auth-error.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { User } from '../domain/user.js';
import type { ListedSession } from './listed-session.js';
import type { SessionListOptions } from './session.service.js';

const HERE = { ip: '192.0.2.1', userAgent: 'agent' };

const beginOf = async (fixture: TokenFixture, user: User, settings = fixture.settings) =>
  (await fixture.sessions.begin(user, HERE, settings)).session;

describe('SessionService.list', () => {
  let fixture: TokenFixture;
  let alice: UserProfile;

  beforeEach(async () => {
    fixture = new TokenFixture();
    alice = await fixture.create('alice');
  });

  const begin = (user: User = alice) => beginOf(fixture, user);
  const beginMany = async (count: number) => {
    const sids: string[] = [];
    while (sids.length < count) {
      fixture.clock.pass(1);
      sids.unshift((await begin()).id);
    }
    return sids;
  };
  const list = (options?: SessionListOptions, user = alice) =>
    fixture.sessions.list(user.id, options);
  const sidsOf = (sessions: readonly ListedSession[]) => sessions.map(({ sid }) => sid);
  const activeSids = async (user = alice) => sidsOf((await list({}, user)).sessions);
  const statesOf = async (user = alice) =>
    (await list({ states: 'all' }, user)).sessions.map(({ state }) => state);

  it('returns the sessions of one user, newest first', async () => {
    const sids = await beginMany(2);
    await begin(await fixture.create('bob'));
    expect(await activeSids()).toEqual(sids);
  });

  it('pages to older sessions and back to newer ones', async () => {
    const sids = await beginMany(5);
    const page = async (options: SessionListOptions) => {
      const { sessions, next, previous } = await list({ limit: 2, ...options });
      return { sids: sidsOf(sessions), next, previous };
    };
    const first = { sids: sids.slice(0, 2), next: sids[1], previous: null };
    const second = { sids: sids.slice(2, 4), next: sids[3], previous: sids[2] };
    const third = { sids: sids.slice(4), next: null, previous: sids[4] };
    expect(await page({})).toEqual(first);
    expect(await page({ after: first.next })).toEqual(second);
    expect(await page({ after: second.next })).toEqual(third);
    expect(await page({ before: third.previous })).toEqual(second);
    expect(await page({ before: second.previous })).toEqual(first);
  });

  it('rejects both cursors at once and a malformed one', async () => {
    const [sid] = await beginMany(1);
    const both = list({ after: sid, before: sid });
    await expect(both).rejects.toMatchObject({
      fields: { before: ['Not allowed together with after.'] },
    });
    await expect(list({ before: 'x' })).rejects.toMatchObject({
      fields: { before: ["Not a valid cursor. Use the following page's value of previous."] },
    });
  });

  it('returns the times and the client of a session', async () => {
    const { id: sid, createdAt, rotatedAt, expiresAt, sessionExpiresAt } = await begin();
    expect(await list()).toEqual({
      sessions: [
        {
          sid,
          state: 'active',
          createdAt,
          refreshedAt: rotatedAt,
          expiresAt,
          sessionExpiresAt: sessionExpiresAt,
          revokedAt: null,
          revokedReason: null,
          ...HERE,
        },
      ],
      next: null,
      previous: null,
    });
  });

  it('returns an active session that is older than 1000 revoked ones', async () => {
    const { id } = await begin();
    for (const sid of await beginMany(1_000)) await fixture.store.revoke(sid, 'logout', 1);
    expect(await activeSids()).toEqual([id]);
  });

  it('omits a revoked session unless all states are listed', async () => {
    const { id } = await begin();
    await fixture.sessions.revoke(id, 'admin');
    expect(await activeSids()).toEqual([]);
    const revoked = { sid: id, state: 'revoked', revokedAt: fixture.clock.now() };
    expect((await list({ states: 'all' })).sessions).toMatchObject([revoked]);
  });

  it('omits a session from the millisecond in which its refresh token expires', async () => {
    const { id, expiresAt } = await begin();
    fixture.clock.pass(expiresAt - fixture.clock.now() - 1);
    expect(await activeSids()).toEqual([id]);
    fixture.clock.pass(1);
    expect(await activeSids()).toEqual([]);
    expect(await statesOf()).toEqual(['expired']);
  });

  it('omits the sessions of an inactive user, and those before a password change', async () => {
    await begin();
    await fixture.users.setPassword(alice.id, '', fixture.clock.now());
    expect(await activeSids()).toEqual([]);
    await begin((await fixture.users.findById(alice.id))!);
    expect(await activeSids()).toHaveLength(1);
    await fixture.users.deactivate(alice.id, fixture.clock.now());
    expect(await activeSids()).toEqual([]);
    expect(await statesOf()).toEqual(['revoked', 'revoked']);
  });

  it('lists every session of a user who does not exist as revoked', async () => {
    const missing = { ...alice, id: 'missing' };
    await begin(missing);
    expect(await activeSids(missing)).toEqual([]);
    expect(await statesOf(missing)).toEqual(['revoked']);
  });

  it('omits a session that was revoked between the statement and the read of the user', async () => {
    await begin();
    const stored = fixture.store.list.bind(fixture.store);
    fixture.store.list = ({ userId = '', limit }) => stored({ userId, limit });
    await fixture.store.revokeAllOf(alice.id, 'admin', 1);
    expect(await activeSids()).toEqual([]);
  });

  it('pages through all sessions when some start or are revoked between the pages', async () => {
    const sids = await beginMany(7);
    const first = await list({ limit: 3 });
    expect(sidsOf(first.sessions)).toEqual(sids.slice(0, 3));
    await beginMany(1);
    await fixture.sessions.revoke(sids[2]!);
    await fixture.sessions.revoke(sids[4]!);
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

describe('SessionService', () => {
  const CLIENT = { ip: '192.0.2.2', userAgent: 'another agent' };
  const revocation = { type: 'authn_token_revoked', userId: '' };
  let fixture: TokenFixture;
  let alice: UserProfile;

  const begin = async (options: Partial<AuthModuleOptions> = {}) => {
    fixture = new TokenFixture(options);
    alice = await fixture.create('alice');
    revocation.userId = alice.id;
    fixture.clock.pass(999);
    return beginOf(fixture, alice);
  };
  const reasonOf = async (sid: string) => (await fixture.store.find(sid))?.revokedReason;

  it('begin stores a session at generation 0 and records the log-in of its user', async () => {
    const session = await begin();
    expect(await fixture.store.find(session.id)).toEqual(session);
    expect(session).toMatchObject({ generation: 0, consumed: '', createdAt: fixture.clock.now() });
    expect((await fixture.users.list())[0]?.lastLoginAt).toBe(fixture.clock.now());
  });

  it('begin counts both expiries from the second in which the session starts', async () => {
    const second = 1_700_000_000_000;
    const session = await begin({ refreshTokenLifetime: '1h', sessionLifetime: '2h' });
    expect(session.expiresAt).toBe(second + 3_600_000);
    expect(session.sessionExpiresAt).toBe(second + 7_200_000);
  });

  it('begin returns equal expiries when both lifetimes are equal', async () => {
    const lifetimes = { refreshTokenLifetime: '1h', sessionLifetime: '1h' } as const;
    const { expiresAt, sessionExpiresAt } = await begin(lifetimes);
    expect(expiresAt).toBe(sessionExpiresAt);
  });

  it('revoke uses the reason logout by default, or the given reason and client', async () => {
    const { id: sid } = await begin();
    const { result, events } = await fixture.recordEvents(() => fixture.sessions.revoke(sid));
    expect(result).toMatchObject({ id: sid, revokedAt: fixture.clock.now() });
    expect(events).toEqual([{ ...revocation, reason: 'logout', sid, client: null }]);

    const { id: other } = await beginOf(fixture, alice);
    const named = await fixture.recordEvents(() => fixture.sessions.revoke(other, 'admin', CLIENT));
    expect(named.events).toEqual([{ ...revocation, reason: 'admin', sid: other, client: CLIENT }]);
  });

  it('revoke returns null for a revoked session and emits no event', async () => {
    const { id } = await begin();
    await fixture.sessions.revoke(id);
    expect(await fixture.recordEvents(() => fixture.sessions.revoke(id))).toEqual({
      result: null,
      events: [],
    });
  });

  it('revoke removes the session from the cache', async () => {
    const { id } = await begin();
    const check = async () => (await fixture.sessionStatus.check(id, alice.id)).kind;
    expect(await check()).toBe('active');
    await fixture.sessions.revoke(id);
    expect(await check()).toBe('session_ended');
  });

  it('revokeAllOf revokes all sessions of a user and those that are starting, by default with the reason admin', async () => {
    const { id } = await begin();
    await fixture.sessionStatus.check(id, alice.id);
    const { events } = await fixture.recordEvents(() => fixture.sessions.revokeAllOf(alice.id));
    expect(events).toEqual([{ ...revocation, reason: 'admin', sid: null, client: null }]);
    expect(await reasonOf(id)).toBe('admin');
    expect(await fixture.users.findById(alice.id)).toMatchObject({ tokenVersion: 1 });
    expect((await fixture.sessionStatus.check(id, alice.id)).kind).toBe('session_ended');
  });

  it('revokeAllOf uses the session store when the user store cannot revoke sessions', async () => {
    const { id } = await begin();
    Object.assign(fixture.users, { revokeSessions: undefined });
    await fixture.sessions.revokeAllOf(alice.id, 'password_change', CLIENT);
    expect(await reasonOf(id)).toBe('password_change');
    expect(fixture.events.at(-1)).toMatchObject({ reason: 'password_change', client: CLIENT });
  });

  it('revokeOf revokes a session for its own user only', async () => {
    const { id: sid } = await begin();
    const bob = await fixture.create('bob');
    expect(await fixture.sessions.revokeOf(bob.id, sid)).toBeNull();
    expect(await reasonOf(sid)).toBeNull();
    const { events } = await fixture.recordEvents(() => fixture.sessions.revokeOf(alice.id, sid));
    expect(events).toEqual([{ ...revocation, reason: 'logout', sid, client: null }]);
    expect(await fixture.sessions.revokeOf(alice.id, sid)).toBeNull();
    expect(await fixture.sessions.revokeOf(alice.id, 'no session')).toBeNull();
  });

  it('revokeOthersOf revokes all sessions of a user except one, and reports it once', async () => {
    const kept = await begin();
    const other = await beginOf(fixture, alice);
    const { id: bobsId } = await beginOf(fixture, await fixture.create('bob'));
    await fixture.sessionStatus.check(other.id, alice.id);
    const revokeOthers = () => fixture.sessions.revokeOthersOf(alice.id, kept.id, 'logout', CLIENT);
    const { result, events } = await fixture.recordEvents(revokeOthers);
    expect([result, events]).toEqual([
      1,
      [{ ...revocation, reason: 'logout', sid: null, except: kept.id, client: CLIENT }],
    ]);
    expect([await reasonOf(kept.id), await reasonOf(bobsId)]).toEqual([null, null]);
    expect((await fixture.sessionStatus.check(other.id, alice.id)).kind).toBe('session_ended');
    expect(await fixture.recordEvents(revokeOthers)).toMatchObject({ result: 0, events: [] });
  });

  it('begin revokes the oldest session that exceeds the maximum, and its access tokens', async () => {
    const oldest = await begin();
    await fixture.sessionStatus.check(oldest.id, alice.id);
    fixture.clock.pass(1);
    const settings = { ...fixture.settings, maxSessionsPerUser: 1 };
    const beginMore = () => beginOf(fixture, alice, settings);
    const { events } = await fixture.recordEvents(beginMore);
    expect(events).toEqual([
      { ...revocation, reason: 'session_limit', sid: oldest.id, client: HERE },
    ]);
    expect((await fixture.sessionStatus.check(oldest.id, alice.id)).kind).toBe('session_ended');
  });

  it('revoke also revokes an expired session', async () => {
    const { id: sid, sessionExpiresAt } = await begin();
    fixture.clock.pass(sessionExpiresAt);
    expect(await fixture.sessions.revoke(sid, 'admin')).toMatchObject({ revokedReason: 'admin' });
  });

  it('begin creates an ID that contains the time of creation', async () => {
    const first = await begin();
    fixture.clock.pass(1);
    const second = await beginOf(fixture, alice);
    expect(second.id > first.id).toBe(true);
    expect(Number.parseInt(second.id.replace('-', '').slice(0, 12), 16)).toBe(second.createdAt);
  });
});
