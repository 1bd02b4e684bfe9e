import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { AuthError } from '../domain/auth-error.js';
import type { Login } from '../domain/login.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { type User, UserStore } from '../domain/user.store.js';
import { type Liveness, LoginLiveness } from './login-liveness.js';

let clock: FakeClock;
const ALICE: User = { id: 'alice-id', username: 'alice', isActive: true, tokenVersion: 0 };

const loginOf = (userId: string, change: Partial<Login> = {}): Login => ({
  id: 'sid',
  userId,
  tokenVersion: 0,
  generation: 0,
  rotatedAt: 0,
  expiresAt: clock.now() + 10_000_000,
  loginExpiresAt: clock.now() + 10_000_000,
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
class Logins extends RefreshTokenStore {
  readonly reads: string[] = [];
  readonly waiting: Deferred<Login | null>[] = [];
  create = notAsked;
  rotate = notAsked;
  list = notAsked;
  revoke = notAsked;
  revokeAllOf = notAsked;
  revokeBatch = notAsked;

  find(sid: string) {
    const answer = new Deferred<Login | null>();
    this.reads.push(sid);
    this.waiting.push(answer);
    return answer.promise;
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

let logins: Logins;
let users: Users;
let liveness: LoginLiveness;

beforeEach(() => {
  clock = new FakeClock();
  logins = new Logins();
  users = new Users();
  liveness = new LoginLiveness(logins, users, clock);
});

/** Answers the reads that wait. */
function answer(login: Login | null = loginOf(ALICE.id)): void {
  for (const read of logins.waiting.splice(0)) read.resolve(login);
}

const kindOf = async (judged: Promise<Liveness>) => (await judged).kind;
const judge = (sid = 'sid', userId = ALICE.id) => liveness.judge(sid, userId);

/** Judges, and answers what is read for it. */
async function judgeNow(login?: Login | null, sid = 'sid', userId = ALICE.id) {
  const judged = liveness.judge(sid, userId);
  answer(login);
  return kindOf(judged);
}

it('counts what was believed, what was read and what is known', async () => {
  await judgeNow();
  await judge();
  await judgeNow(null, 'another');
  await liveness.judge(null, ALICE.id);
  expect(liveness.counts).toEqual({ hits: 1, misses: 2, entries: 2 });
});

describe('an access token', () => {
  const ENDED = { revokedAt: 1, revokedReason: 'logout' } as const;

  it.each<[string, Liveness['kind'], User | null, Partial<Login> | null]>([
    ['whose user and login live', 'living', ALICE, {}],
    ['whose user is gone', 'user_not_found', null, {}],
    ['whose user is gone and whose login ended', 'user_not_found', null, ENDED],
    ['whose user is inactive', 'user_inactive', { ...ALICE, isActive: false }, {}],
    [
      'of an inactive user and an ended login',
      'user_inactive',
      { ...ALICE, isActive: false },
      ENDED,
    ],
    ['whose login was revoked', 'login_ended', ALICE, ENDED],
    ['whose login is past its end', 'login_ended', ALICE, { loginExpiresAt: 0 }],
    ['whose login is another’s', 'login_ended', ALICE, { userId: 'bob-id' }],
    ['whose login is unknown', 'login_ended', ALICE, null],
    ['from before a password change', 'login_ended', { ...ALICE, tokenVersion: 1 }, {}],
  ])('%s is %s', async (_, kind, user, login) => {
    users.user = user;
    expect(await judgeNow(login && loginOf(ALICE.id, login))).toBe(kind);
  });

  it('that lives is its user’s', async () => {
    const judged = judge();
    answer();
    expect(await judged).toEqual({ kind: 'living', user: ALICE });
  });

  it('that names no login is never living, and its user is asked for each time', async () => {
    expect(await kindOf(liveness.judge(null, ALICE.id))).toBe('login_ended');
    users.user = null;
    expect(await kindOf(liveness.judge(null, ALICE.id))).toBe('user_not_found');
    expect(logins.reads).toHaveLength(0);
  });
});

describe('what was read', () => {
  it.each([
    [0, 1],
    [999, 1],
    [1000, 2],
    [60_000, 2],
  ])('is believed for less than a second: after %d ms, %d reads', async (ms, reads) => {
    await judgeNow();
    clock.pass(ms);
    await judgeNow();
    expect(logins.reads).toHaveLength(reads);
    expect(users.reads).toBe(reads);
  });

  it('is not believed longer for being asked often', async () => {
    for (let ms = 0; ms < 1000; ms += 100, clock.pass(100)) await judgeNow();
    expect(logins.reads).toHaveLength(1);
    await judgeNow();
    expect(logins.reads).toHaveLength(2);
  });

  it('is as old as the moment before its read, however long the read took', async () => {
    const judged = judge();
    clock.pass(999);
    answer();
    await judged;
    await judgeNow();
    expect(logins.reads).toHaveLength(1);
    clock.pass(1);
    await judgeNow();
    expect(logins.reads).toHaveLength(2);
  });

  it.each([-86_400_000, 86_400_000])(
    'grows old by the clock that never steps, when the other steps by %d ms',
    async (step) => {
      await judgeNow();
      clock.step(step);
      await judgeNow();
      expect(logins.reads).toHaveLength(1);
      clock.pass(1000);
      await judgeNow();
      expect(logins.reads).toHaveLength(2);
    },
  );

  it('is believed of an ended login too', async () => {
    await judgeNow(null);
    expect(await judgeNow()).toBe('login_ended');
  });

  it('is of one login', async () => {
    await judgeNow(null, 'one');
    expect(await judgeNow(loginOf(ALICE.id), 'other')).toBe('living');
    expect(logins.reads).toEqual(['one', 'other']);
  });

  it('of one user says nothing of another who names the same login', async () => {
    expect(await judgeNow()).toBe('living');
    expect(await judgeNow(loginOf(ALICE.id), 'sid', 'bob-id')).toBe('login_ended');
  });
});

describe('requests at the same moment', () => {
  it('share one read', async () => {
    const judged = [judge(), judge(), judge()];
    answer();
    expect(await Promise.all(judged.map(kindOf))).toEqual(['living', 'living', 'living']);
    expect(logins.reads).toHaveLength(1);
    expect(users.reads).toBe(1);
  });

  it('share no read that began a second ago and still hangs', async () => {
    const hanging = judge();
    clock.pass(1000);
    const later = judge();
    expect(logins.reads).toHaveLength(2);
    answer();
    await Promise.all([hanging, later]);
  });
});

describe.each<[string, () => void]>([
  ['a login was ended here', () => liveness.forget('sid')],
  ['all logins of the user were ended here', () => liveness.forgetAllOf(ALICE.id)],
])('when %s', (_, end) => {
  const ended = () => loginOf(ALICE.id, { revokedAt: 1, revokedReason: 'logout' });

  it('what was read before is not believed for another moment', async () => {
    expect(await judgeNow()).toBe('living');
    end();
    expect(await judgeNow(ended())).toBe('login_ended');
  });

  it('a read that began before is not shared with later requests', async () => {
    const before = judge();
    end();
    const after = judge();
    logins.waiting[0]?.resolve(loginOf(ALICE.id));
    logins.waiting[1]?.resolve(ended());
    expect(await Promise.all([before, after].map(kindOf))).toEqual(['living', 'login_ended']);
  });

  it('a read that began before is not remembered, whenever it is answered', async () => {
    const before = judge();
    end();
    answer();
    await before;
    expect(await judgeNow(ended())).toBe('login_ended');
  });

  it('a read that began before and fails takes no newer one away', async () => {
    const before = judge();
    end();
    const after = judge();
    logins.waiting[0]?.reject(new AuthError('temporarily_unavailable'));
    await expect(before).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await settle();
    const shared = judge();
    expect(logins.reads).toHaveLength(2);
    answer();
    await Promise.all([after, shared]);
  });
});

it('the end of all logins of a user leaves what is known of others', async () => {
  for (const [sid, userId] of [
    ['a1', 'alice-id'],
    ['b', 'bob-id'],
    ['a2', 'alice-id'],
  ] as const) {
    await judgeNow(loginOf(userId), sid, userId);
  }
  liveness.forgetAllOf(ALICE.id);
  await judgeNow(loginOf('bob-id'), 'b', 'bob-id');
  expect(logins.reads).toHaveLength(3);
  await judgeNow(undefined, 'a1');
  await judgeNow(undefined, 'a2');
  expect(logins.reads).toHaveLength(5);
});

describe('an error', () => {
  const unavailable = new AuthError('temporarily_unavailable');

  it('is told to all who wait for the read, and never remembered', async () => {
    const judged = [judge(), judge()];
    logins.waiting[0]?.reject(unavailable);
    const outcomes = await Promise.allSettled(judged);
    expect(outcomes).toEqual(judged.map(() => ({ status: 'rejected', reason: unavailable })));
    await settle();
    expect(await judgeNow()).toBe('living');
    expect(logins.reads).toHaveLength(2);
  });

  it('of the users counts as one of the logins', async () => {
    users.findById = () => Promise.reject(unavailable);
    const judged = judge();
    answer();
    await expect(judged).rejects.toBe(unavailable);
  });
});

describe('of ten thousand logins', () => {
  const fill = async (count: number) => {
    for (let index = 0; index < count; index++) await judgeNow(undefined, `sid-${index}`);
    logins.reads.length = 0;
  };
  const isKnown = async (sid: string) => {
    const before = logins.reads.length;
    await judgeNow(undefined, sid);
    return logins.reads.length === before;
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
    await judgeNow(undefined, 'sid-0');
    await judgeNow(undefined, 'one more');
    expect(await isKnown('sid-0')).toBe(true);
  });
});
