import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { SESSION } from '../../../test/support/session.js';
import { AuthError } from '../domain/auth-error.js';
import type { Session } from '../domain/session.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import type { User } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import { SessionReader } from './session-reader.js';
import { type SessionStatus, SessionStatusCache } from './session-status-cache.js';

let clock: FakeClock;
const ALICE: User = { id: 'alice-id', username: 'alice', isActive: true, tokenVersion: 0 };

const sessionOf = (userId: string, change: Partial<Session> = {}): Session => {
  const expiry = { expiresAt: Infinity, sessionExpiresAt: Infinity };
  return { ...SESSION, userId, tokenVersion: 0, ...expiry, ...change };
};

const notExpected = () => Promise.reject(new Error('The cache does not call this method.'));

/** Every read waits until the test resolves it. */
class Sessions extends RefreshTokenStore {
  readonly reads: string[] = [];
  readonly waiting: Deferred<Session | null>[] = [];
  create = notExpected;
  rotate = notExpected;
  list = notExpected;
  clientsOf = notExpected;
  revoke = notExpected;
  revokeAllOf = notExpected;
  revokeBatch = notExpected;

  find(sid: string) {
    const read = new Deferred<Session | null>();
    this.reads.push(sid);
    this.waiting.push(read);
    return read.promise;
  }
}

class Users extends UserStore {
  reads = 0;
  user: User | null = ALICE;
  findByUsername = notExpected;
  recordLogin = notExpected;

  findById(id: string) {
    this.reads++;
    return Promise.resolve(this.user === null ? null : { ...this.user, id });
  }
}

let sessions: Sessions;
let users: Users;
let cache: SessionStatusCache;

beforeEach(() => {
  clock = new FakeClock();
  sessions = new Sessions();
  users = new Users();
  cache = new SessionStatusCache(new SessionReader(sessions, users), clock);
});

/** Resolves the waiting reads. */
function resolveReads(session: Session | null = sessionOf(ALICE.id)): void {
  for (const read of sessions.waiting.splice(0)) read.resolve(session);
}

const kindOf = async (checked: Promise<SessionStatus>) => (await checked).kind;
const check = (sid = 'sid', userId = ALICE.id) => cache.check(sid, userId);

/** Checks a session and resolves the read, if there is one. */
async function checkNow(session?: Session | null, sid = 'sid', userId = ALICE.id) {
  const checked = cache.check(sid, userId);
  resolveReads(session);
  return kindOf(checked);
}

it('SessionStatusCache counts hits, misses and entries', async () => {
  await checkNow();
  await check();
  await checkNow(null, 'another');
  await cache.check(null, ALICE.id);
  expect(cache.counts).toEqual({ hits: 1, misses: 2, entries: 2 });
});

describe('SessionStatusCache.check', () => {
  const REVOKED = { revokedAt: 1, revokedReason: 'logout' } as const;

  it.each<[string, SessionStatus['kind'], User | null, Partial<Session> | null]>([
    ['an active user and session', 'active', ALICE, {}],
    ['a missing user', 'user_not_found', null, {}],
    ['a missing user and a revoked session', 'user_not_found', null, REVOKED],
    ['an inactive user', 'user_inactive', { ...ALICE, isActive: false }, {}],
    [
      'an inactive user and a revoked session',
      'user_inactive',
      { ...ALICE, isActive: false },
      REVOKED,
    ],
    ['a revoked session', 'session_ended', ALICE, REVOKED],
    ['an expired session', 'session_ended', ALICE, { sessionExpiresAt: 0 }],
    ['a session of another user', 'session_ended', ALICE, { userId: 'bob-id' }],
    ['an unknown session', 'session_ended', ALICE, null],
    ['a session from before a password change', 'session_ended', { ...ALICE, tokenVersion: 1 }, {}],
  ])('returns for %s: %s', async (_, kind, user, session) => {
    users.user = user;
    expect(await checkNow(session && sessionOf(ALICE.id, session))).toBe(kind);
  });

  it('returns the user of an active session', async () => {
    const checked = check();
    resolveReads();
    expect(await checked).toEqual({ kind: 'active', user: ALICE });
  });

  it('reads the user each time for a token without a session', async () => {
    expect(await kindOf(cache.check(null, ALICE.id))).toBe('session_ended');
    users.user = null;
    expect(await kindOf(cache.check(null, ALICE.id))).toBe('user_not_found');
    expect(sessions.reads).toHaveLength(0);
  });
});

describe('SessionStatusCache.findActive', () => {
  const findActive = (sid: string | null = 'sid', userId = ALICE.id) =>
    cache.findActive(sid, userId);

  it('returns the user of an active session while its status is cached', async () => {
    expect(findActive()).toBeUndefined();
    await checkNow();
    clock.pass(999);
    expect(findActive()).toEqual(ALICE);
    clock.pass(1);
    expect(findActive()).toBeUndefined();
    expect(sessions.reads).toHaveLength(1);
  });

  it('returns undefined while the status is being read', async () => {
    const checked = check();
    expect(findActive()).toBeUndefined();
    resolveReads();
    await checked;
    expect(findActive()).toEqual(ALICE);
  });

  it('returns undefined for a session that is not active', async () => {
    await checkNow(sessionOf(ALICE.id, { revokedAt: 1, revokedReason: 'logout' }));
    expect(findActive()).toBeUndefined();
  });

  it('returns undefined for another user, and without a session', async () => {
    await checkNow();
    expect(findActive('sid', 'bob-id')).toBeUndefined();
    expect(findActive(null)).toBeUndefined();
  });

  it('returns undefined after this instance has revoked the session or all of the user', async () => {
    await checkNow();
    cache.forget('sid');
    expect(findActive()).toBeUndefined();
    await checkNow();
    cache.forgetAllOf(ALICE.id);
    expect(findActive()).toBeUndefined();
  });

  it('returns undefined for a read that began before a revocation and ends after it', async () => {
    const checked = check();
    cache.forget('sid');
    resolveReads();
    await checked;
    expect(findActive()).toBeUndefined();
  });
});

describe('SessionStatusCache.check, cached status', () => {
  it.each([
    [0, 1],
    [999, 1],
    [1000, 2],
    [60_000, 2],
  ])('uses a cached status for less than a second: after %d ms, %d reads', async (ms, reads) => {
    await checkNow();
    clock.pass(ms);
    await checkNow();
    expect(sessions.reads).toHaveLength(reads);
    expect(users.reads).toBe(reads);
  });

  it('does not keep a cached status longer when it is used often', async () => {
    for (let ms = 0; ms < 1000; ms += 100, clock.pass(100)) await checkNow();
    expect(sessions.reads).toHaveLength(1);
    await checkNow();
    expect(sessions.reads).toHaveLength(2);
  });

  it('counts the age of a cached status from before the read', async () => {
    const checked = check();
    clock.pass(999);
    resolveReads();
    await checked;
    await checkNow();
    expect(sessions.reads).toHaveLength(1);
    clock.pass(1);
    await checkNow();
    expect(sessions.reads).toHaveLength(2);
  });

  it.each([-86_400_000, 86_400_000])(
    'counts the age on the monotonic clock when the wall clock steps by %d ms',
    async (step) => {
      await checkNow();
      clock.step(step);
      await checkNow();
      expect(sessions.reads).toHaveLength(1);
      clock.pass(1000);
      await checkNow();
      expect(sessions.reads).toHaveLength(2);
    },
  );

  it('also uses the cached status of a revoked session', async () => {
    await checkNow(null);
    expect(await checkNow()).toBe('session_ended');
  });

  it('reads each session separately', async () => {
    await checkNow(null, 'one');
    expect(await checkNow(sessionOf(ALICE.id), 'other')).toBe('active');
    expect(sessions.reads).toEqual(['one', 'other']);
  });

  it('does not use a cached status for another user with the same session', async () => {
    expect(await checkNow()).toBe('active');
    expect(await checkNow(sessionOf(ALICE.id), 'sid', 'bob-id')).toBe('session_ended');
  });
});

describe('SessionStatusCache.check, read in flight', () => {
  it('shares a read in flight between simultaneous requests', async () => {
    const checked = [check(), check(), check()];
    resolveReads();
    expect(await Promise.all(checked.map(kindOf))).toEqual(['active', 'active', 'active']);
    expect(sessions.reads).toHaveLength(1);
    expect(users.reads).toBe(1);
  });

  it('starts another read when the one in flight began a second ago', async () => {
    const hanging = check();
    clock.pass(1000);
    const later = check();
    expect(sessions.reads).toHaveLength(2);
    resolveReads();
    await Promise.all([hanging, later]);
  });
});

describe.each<[string, () => void]>([
  ['forget', () => cache.forget('sid')],
  ['forgetAllOf', () => cache.forgetAllOf(ALICE.id)],
])('SessionStatusCache.%s', (_, forget) => {
  const revoked = () => sessionOf(ALICE.id, { revokedAt: 1, revokedReason: 'logout' });

  it('removes a cached status', async () => {
    expect(await checkNow()).toBe('active');
    forget();
    expect(await checkNow(revoked())).toBe('session_ended');
  });

  it('prevents later requests from sharing a read in flight', async () => {
    const before = check();
    forget();
    const after = check();
    sessions.waiting[0]?.resolve(sessionOf(ALICE.id));
    sessions.waiting[1]?.resolve(revoked());
    expect(await Promise.all([before, after].map(kindOf))).toEqual(['active', 'session_ended']);
  });

  it('prevents a read in flight from being cached', async () => {
    const before = check();
    forget();
    resolveReads();
    await before;
    expect(await checkNow(revoked())).toBe('session_ended');
  });

  it('keeps a newer read when the earlier one fails', async () => {
    const before = check();
    forget();
    const after = check();
    sessions.waiting[0]?.reject(new AuthError('temporarily_unavailable'));
    await expect(before).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await settle();
    const shared = check();
    expect(sessions.reads).toHaveLength(2);
    resolveReads();
    await Promise.all([after, shared]);
  });
});

it('SessionStatusCache.forgetAllOf keeps the sessions of other users', async () => {
  for (const [sid, userId] of [
    ['a1', 'alice-id'],
    ['b', 'bob-id'],
    ['a2', 'alice-id'],
  ] as const) {
    await checkNow(sessionOf(userId), sid, userId);
  }
  cache.forgetAllOf(ALICE.id);
  await checkNow(sessionOf('bob-id'), 'b', 'bob-id');
  expect(sessions.reads).toHaveLength(3);
  await checkNow(undefined, 'a1');
  await checkNow(undefined, 'a2');
  expect(sessions.reads).toHaveLength(5);
});

describe('SessionStatusCache.check, errors', () => {
  const unavailable = new AuthError('temporarily_unavailable');

  it('rejects all requests that share a failed read, and does not cache the error', async () => {
    const checked = [check(), check()];
    sessions.waiting[0]?.reject(unavailable);
    const outcomes = await Promise.allSettled(checked);
    expect(outcomes).toEqual(checked.map(() => ({ status: 'rejected', reason: unavailable })));
    await settle();
    expect(await checkNow()).toBe('active');
    expect(sessions.reads).toHaveLength(2);
  });

  it('rejects with an error of the user store', async () => {
    users.findById = () => Promise.reject(unavailable);
    const checked = check();
    resolveReads();
    await expect(checked).rejects.toBe(unavailable);
  });
});

describe('SessionStatusCache, limit', () => {
  const fill = async (count: number) => {
    for (let index = 0; index < count; index++) await checkNow(undefined, `sid-${index}`);
    sessions.reads.length = 0;
  };
  const isCached = async (sid: string) => {
    const before = sessions.reads.length;
    await checkNow(undefined, sid);
    return sessions.reads.length === before;
  };

  it('caches ten thousand sessions', async () => {
    await fill(10_000);
    expect(await isCached('sid-0')).toBe(true);
    expect(await isCached('sid-9999')).toBe(true);
  });

  it('drops the oldest session when another is added', async () => {
    await fill(10_001);
    expect(await isCached('sid-1')).toBe(true);
    expect(await isCached('sid-10000')).toBe(true);
    expect(await isCached('sid-0')).toBe(false);
  });

  it('keeps a session that was read again when another is added', async () => {
    await fill(10_000);
    clock.pass(1000);
    await checkNow(undefined, 'sid-0');
    await checkNow(undefined, 'one more');
    expect(await isCached('sid-0')).toBe(true);
  });
});
