import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AuthError } from '../domain/auth-error.js';
import type { Session } from '../domain/session.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { type User, UserStore } from '../domain/user.store.js';
import { type SessionStatus, SessionStatusCache } from './session-status-cache.js';

let clock: FakeClock;
const ALICE: User = { id: 'alice-id', username: 'alice', isActive: true, tokenVersion: 0 };

const sessionOf = (userId: string, change: Partial<Session> = {}): Session => ({
  id: 'sid',
  userId,
  tokenVersion: 0,
  generation: 0,
  rotatedAt: 0,
  expiresAt: clock.now() + 10_000_000,
  sessionExpiresAt: clock.now() + 10_000_000,
  consumed: '',
  revokedAt: null,
  revokedReason: null,
  createdAt: 0,
  ip: null,
  userAgent: null,
  ...change,
});

const notAsked = () => Promise.reject(new Error('nobody asks for this'));

/** Every read waits until the test answers it. */
class Sessions extends RefreshTokenStore {
  readonly reads: string[] = [];
  readonly waiting: Deferred<Session | null>[] = [];
  create = notAsked;
  rotate = notAsked;
  list = notAsked;
  revoke = notAsked;
  revokeAllOf = notAsked;
  revokeBatch = notAsked;

  find(sid: string) {
    const response = new Deferred<Session | null>();
    this.reads.push(sid);
    this.waiting.push(response);
    return response.promise;
  }
}

class Users extends UserStore {
  reads = 0;
  user: User | null = ALICE;
  findByUsername = notAsked;
  recordLogin = notAsked;

  findById(id: string) {
    this.reads++;
    return Promise.resolve(this.user === null ? null : { ...this.user, id });
  }
}

let sessions: Sessions;
let users: Users;
let sessionStatus: SessionStatusCache;

beforeEach(() => {
  clock = new FakeClock();
  sessions = new Sessions();
  users = new Users();
  sessionStatus = new SessionStatusCache(sessions, users, clock);
});

/** Answers the reads that wait. */
function response(session: Session | null = sessionOf(ALICE.id)): void {
  for (const read of sessions.waiting.splice(0)) read.resolve(session);
}

const kindOf = async (checked: Promise<SessionStatus>) => (await checked).kind;
const check = (sid = 'sid', userId = ALICE.id) => sessionStatus.check(sid, userId);

/** Judges, and answers what is read for it. */
async function checkNow(session?: Session | null, sid = 'sid', userId = ALICE.id) {
  const checked = sessionStatus.check(sid, userId);
  response(session);
  return kindOf(checked);
}

it('counts what was believed, what was read and what is known', async () => {
  await checkNow();
  await check();
  await checkNow(null, 'another');
  await sessionStatus.check(null, ALICE.id);
  expect(sessionStatus.counts).toEqual({ hits: 1, misses: 2, entries: 2 });
});

describe('an access token', () => {
  const ENDED = { revokedAt: 1, revokedReason: 'logout' } as const;

  it.each<[string, SessionStatus['kind'], User | null, Partial<Session> | null]>([
    ['whose user and session live', 'active', ALICE, {}],
    ['whose user is gone', 'user_not_found', null, {}],
    ['whose user is gone and whose session ended', 'user_not_found', null, ENDED],
    ['whose user is inactive', 'user_inactive', { ...ALICE, isActive: false }, {}],
    [
      'of an inactive user and an ended session',
      'user_inactive',
      { ...ALICE, isActive: false },
      ENDED,
    ],
    ['whose session was revoked', 'session_ended', ALICE, ENDED],
    ['whose session is past its end', 'session_ended', ALICE, { sessionExpiresAt: 0 }],
    ['whose session is another’s', 'session_ended', ALICE, { userId: 'bob-id' }],
    ['whose session is unknown', 'session_ended', ALICE, null],
    ['from before a password change', 'session_ended', { ...ALICE, tokenVersion: 1 }, {}],
  ])('%s is %s', async (_, kind, user, session) => {
    users.user = user;
    expect(await checkNow(session && sessionOf(ALICE.id, session))).toBe(kind);
  });

  it('that lives is its user’s', async () => {
    const checked = check();
    response();
    expect(await checked).toEqual({ kind: 'active', user: ALICE });
  });

  it('that names no session is never living, and its user is asked for each time', async () => {
    expect(await kindOf(sessionStatus.check(null, ALICE.id))).toBe('session_ended');
    users.user = null;
    expect(await kindOf(sessionStatus.check(null, ALICE.id))).toBe('user_not_found');
    expect(sessions.reads).toHaveLength(0);
  });
});

describe('what was read', () => {
  it.each([
    [0, 1],
    [999, 1],
    [1000, 2],
    [60_000, 2],
  ])('is believed for less than a second: after %d ms, %d reads', async (ms, reads) => {
    await checkNow();
    clock.pass(ms);
    await checkNow();
    expect(sessions.reads).toHaveLength(reads);
    expect(users.reads).toBe(reads);
  });

  it('is not believed longer for being asked often', async () => {
    for (let ms = 0; ms < 1000; ms += 100, clock.pass(100)) await checkNow();
    expect(sessions.reads).toHaveLength(1);
    await checkNow();
    expect(sessions.reads).toHaveLength(2);
  });

  it('is as old as the moment before its read, however long the read took', async () => {
    const checked = check();
    clock.pass(999);
    response();
    await checked;
    await checkNow();
    expect(sessions.reads).toHaveLength(1);
    clock.pass(1);
    await checkNow();
    expect(sessions.reads).toHaveLength(2);
  });

  it.each([-86_400_000, 86_400_000])(
    'grows old by the clock that never steps, when the other steps by %d ms',
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

  it('is believed of an ended session too', async () => {
    await checkNow(null);
    expect(await checkNow()).toBe('session_ended');
  });

  it('is of one session', async () => {
    await checkNow(null, 'one');
    expect(await checkNow(sessionOf(ALICE.id), 'other')).toBe('active');
    expect(sessions.reads).toEqual(['one', 'other']);
  });

  it('of one user says nothing of another who names the same session', async () => {
    expect(await checkNow()).toBe('active');
    expect(await checkNow(sessionOf(ALICE.id), 'sid', 'bob-id')).toBe('session_ended');
  });
});

describe('requests at the same moment', () => {
  it('share one read', async () => {
    const checked = [check(), check(), check()];
    response();
    expect(await Promise.all(checked.map(kindOf))).toEqual(['active', 'active', 'active']);
    expect(sessions.reads).toHaveLength(1);
    expect(users.reads).toBe(1);
  });

  it('share no read that began a second ago and still hangs', async () => {
    const hanging = check();
    clock.pass(1000);
    const later = check();
    expect(sessions.reads).toHaveLength(2);
    response();
    await Promise.all([hanging, later]);
  });
});

describe.each<[string, () => void]>([
  ['a session was ended here', () => sessionStatus.forget('sid')],
  ['all sessions of the user were ended here', () => sessionStatus.forgetAllOf(ALICE.id)],
])('when %s', (_, end) => {
  const ended = () => sessionOf(ALICE.id, { revokedAt: 1, revokedReason: 'logout' });

  it('what was read before is not believed for another moment', async () => {
    expect(await checkNow()).toBe('active');
    end();
    expect(await checkNow(ended())).toBe('session_ended');
  });

  it('a read that began before is not shared with later requests', async () => {
    const before = check();
    end();
    const after = check();
    sessions.waiting[0]?.resolve(sessionOf(ALICE.id));
    sessions.waiting[1]?.resolve(ended());
    expect(await Promise.all([before, after].map(kindOf))).toEqual(['active', 'session_ended']);
  });

  it('a read that began before is not remembered, whenever it is answered', async () => {
    const before = check();
    end();
    response();
    await before;
    expect(await checkNow(ended())).toBe('session_ended');
  });

  it('a read that began before and fails takes no newer one away', async () => {
    const before = check();
    end();
    const after = check();
    sessions.waiting[0]?.reject(new AuthError('temporarily_unavailable'));
    await expect(before).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await settle();
    const shared = check();
    expect(sessions.reads).toHaveLength(2);
    response();
    await Promise.all([after, shared]);
  });
});

it('the end of all sessions of a user leaves what is known of others', async () => {
  for (const [sid, userId] of [
    ['a1', 'alice-id'],
    ['b', 'bob-id'],
    ['a2', 'alice-id'],
  ] as const) {
    await checkNow(sessionOf(userId), sid, userId);
  }
  sessionStatus.forgetAllOf(ALICE.id);
  await checkNow(sessionOf('bob-id'), 'b', 'bob-id');
  expect(sessions.reads).toHaveLength(3);
  await checkNow(undefined, 'a1');
  await checkNow(undefined, 'a2');
  expect(sessions.reads).toHaveLength(5);
});

describe('an error', () => {
  const unavailable = new AuthError('temporarily_unavailable');

  it('is told to all who wait for the read, and never remembered', async () => {
    const checked = [check(), check()];
    sessions.waiting[0]?.reject(unavailable);
    const outcomes = await Promise.allSettled(checked);
    expect(outcomes).toEqual(checked.map(() => ({ status: 'rejected', reason: unavailable })));
    await settle();
    expect(await checkNow()).toBe('active');
    expect(sessions.reads).toHaveLength(2);
  });

  it('of the users counts as one of the sessions', async () => {
    users.findById = () => Promise.reject(unavailable);
    const checked = check();
    response();
    await expect(checked).rejects.toBe(unavailable);
  });
});

describe('of ten thousand sessions', () => {
  const fill = async (count: number) => {
    for (let index = 0; index < count; index++) await checkNow(undefined, `sid-${index}`);
    sessions.reads.length = 0;
  };
  const isKnown = async (sid: string) => {
    const before = sessions.reads.length;
    await checkNow(undefined, sid);
    return sessions.reads.length === before;
  };

  it('each is remembered', async () => {
    await fill(10_000);
    expect(await isKnown('sid-0')).toBe(true);
    expect(await isKnown('sid-9999')).toBe(true);
  });

  it('and one more, the one that was read first is forgotten', async () => {
    await fill(10_001);
    expect(await isKnown('sid-1')).toBe(true);
    expect(await isKnown('sid-10000')).toBe(true);
    expect(await isKnown('sid-0')).toBe(false);
  });

  it('and one more, one that was read again stays', async () => {
    await fill(10_000);
    clock.pass(1000);
    await checkNow(undefined, 'sid-0');
    await checkNow(undefined, 'one more');
    expect(await isKnown('sid-0')).toBe(true);
  });
});
