import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf, SECRET, sidOf, sign } from '../../../test/support/jwt.js';
import { HERE, THERE, TokenFixture } from '../../../test/support/token-fixture.js';
import { MemoryRefreshTokenStore } from '../../testing/memory-refresh-token.store.js';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import { AuthError, type AuthErrorCode } from '../domain/auth-error.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { RefreshedTokens } from './token-issuer.js';
import type { TokenService } from './token.service.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEY = 'the-key-of-the-first-token';
const NEXT_KEY = 'the-key-of-the-second-token';
const THIEF = 'the-key-of-another-client';
const CONFLICT = 'every rotation met a conflict';

let fixture: TokenFixture;
let alice: UserProfile;
let first: string;

const begin = async (next: TokenFixture) => {
  fixture = next;
  alice = await fixture.create('alice');
  first = (await fixture.tokens.obtain(alice, HERE)).refresh;
};
beforeEach(() => begin(new TokenFixture()));

const refresh = (...given: Parameters<TokenService['refresh']>) => fixture.tokens.refresh(...given);
const refreshOf = (tokens: RefreshedTokens) => (tokens as { refresh: string }).refresh;
const altered = (change: object) => sign({ ...claimsOf(first), ...change }, SECRET);
const expectRefused = (refused: Promise<unknown>, code: AuthErrorCode, detail: string) =>
  expect(refused).rejects.toMatchObject({ code, detail });
/** @returns the events of a refresh that is refused */
const eventsOfRefused = async (
  code: AuthErrorCode,
  detail: string,
  ...given: Parameters<TokenService['refresh']>
) =>
  (await fixture.recordEvents(() => expectRefused(refresh(...given), code, `refresh: ${detail}`)))
    .events;
/** The members of every event about the session of the first token. */
const subject = () => ({ sid: sidOf(first), userId: alice.id });

describe('TokenService.obtain', () => {
  it('returns a pair with only the claims of Keyturn', async () => {
    const { access, refresh: token } = await fixture.tokens.obtain(alice, HERE);
    const names = ['exp', 'iat', 'jti', 'sid', 'sub', 'token_type', 'user_id'];
    expect(Object.keys(claimsOf(access)).sort()).toEqual(names);
    expect(Object.keys(claimsOf(token)).sort()).toEqual(['exp', 'gen', ...names.slice(1)]);
  });

  it('emits events for the log-in and the tokens, with the client', async () => {
    const { result, events } = await fixture.recordEvents(() => fixture.tokens.obtain(alice, HERE));
    const session = { sid: sidOf(result.refresh), userId: alice.id, client: HERE };
    expect(events).toEqual([
      { type: 'authn_login_success', ...session },
      { type: 'authn_token_created', origin: 'login', generation: 0, ...session },
    ]);
  });

  it('rejects an inactive user and starts no session', async () => {
    const inactive = { ...alice, isActive: false };
    const { events } = await fixture.recordEvents(() =>
      expectRefused(fixture.tokens.obtain(inactive), 'invalid_credentials', 'inactive_user'),
    );
    expect(events).toEqual([]);
  });

  it('rejects and emits an event when the session cannot be stored', async () => {
    const unavailable = new AuthError('temporarily_unavailable', { detail: 'the disk is full' });
    fixture.store.create = () => Promise.reject(unavailable);
    const { events } = await fixture.recordEvents(() =>
      expect(fixture.tokens.obtain(alice, HERE)).rejects.toBe(unavailable),
    );
    const refused = { type: 'authn_login_refused', reason: 'unavailable' };
    expect(events).toEqual([
      { ...refused, detail: 'the disk is full', userId: alice.id, client: HERE },
    ]);
  });

  it('throws a TypeError for a user whose ID is a number', async () => {
    const numbered = { ...alice, id: 7 as never };
    await expect(fixture.tokens.obtain(numbered)).rejects.toThrow(TypeError);
  });
});

describe.each<[string, (token: string) => Promise<unknown>]>([
  ['refresh', (token) => fixture.tokens.refresh(token)],
  ['verify', (token) => fixture.tokens.verify(token)],
  ['revoke', (token) => fixture.tokens.revoke(token)],
])('TokenService.%s', (_, present) => {
  it.each([undefined, null, 7, {}, ['a.b.c'], ''])('rejects %p as an invalid token', (token) =>
    expect(present(token as string)).rejects.toMatchObject({ code: 'invalid_token' }),
  );
});

describe('TokenService.refresh, current token', () => {
  it('returns the next generation and emits an event', async () => {
    const { result, events } = await fixture.recordEvents(() => refresh(first, KEY, THERE));
    expect(claimsOf(refreshOf(result))).toMatchObject({ gen: 1, sid: sidOf(first) });
    const created = { type: 'authn_token_created', origin: 'rotation', generation: 1 };
    expect(events).toEqual([{ ...created, ...subject(), client: THERE }]);
  });

  it('copies custom claims to both tokens', async () => {
    const { access, refresh: second } = (await refresh(altered({ color: 'red' }))) as never;
    expect([access, second].map((token) => claimsOf(token)['color'])).toEqual(['red', 'red']);
  });

  it('returns a refresh token with a full lifetime from the current second', async () => {
    fixture.clock.pass(HOUR + 999);
    const second = refreshOf(await refresh(first));
    expect(claimsOf(second)['exp']).toBe(1_700_000_000 + 3600 + 86_400);
  });

  it('stores the client in the session', async () => {
    await refresh(first, KEY, THERE);
    expect(await fixture.sessionOf(first)).toMatchObject(THERE);
    await refresh(first, KEY);
    expect(await fixture.sessionOf(first)).toMatchObject(THERE);
  });

  it('does not consume the token when the application’s claims method throws', async () => {
    fixture.users.claims = () => {
      throw new Error('The roles cannot be read.');
    };
    await expect(refresh(first)).rejects.toThrow('The roles cannot be read.');
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });
});

describe('TokenService.refresh, consumed token', () => {
  it('returns the same pair for the key that consumed the token, and emits an event', async () => {
    const pair = await refresh(first, KEY, HERE);
    fixture.clock.pass(HOUR);
    const { result, events } = await fixture.recordEvents(() => refresh(first, KEY, THERE));
    expect(result).toEqual(pair);
    const reissued = { type: 'authn_token_reissued', verdict: 'retry', generation: 1 };
    expect(events).toEqual([{ ...reissued, ...subject(), client: THERE, holder: HERE }]);
  });

  it('returns the same pair with its custom claims within the reuse interval', async () => {
    await begin(new TokenFixture({ reuseInterval: '10s' }));
    const pair = await refresh(altered({ color: 'red' }));
    const { result, events } = await fixture.recordEvents(() => refresh(altered({ color: 'red' })));
    expect(result).toEqual(pair);
    expect(events).toMatchObject([{ verdict: 'withinReuseInterval' }]);
  });

  it('revokes the session when a consumed token has another key, and emits an event', async () => {
    await refresh(first, KEY, HERE);
    const events = await eventsOfRefused('token_reused', 'reuse', first, THIEF, THERE);
    const generations = { presentedGeneration: 0, currentGeneration: 1 };
    const clients = { presenter: THERE, holder: HERE };
    expect(events).toEqual([
      { type: 'authn_token_revoked', reason: 'reuse', ...subject(), client: THERE },
      { type: 'authn_token_reuse', ...subject(), ...generations, ...clients },
    ]);
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedReason: 'reuse' });
  });

  it('emits authn_token_refused for a reused token when the session was just revoked', async () => {
    await refresh(first, KEY, HERE);
    fixture.store.revoke = () => Promise.resolve(null);
    const events = await eventsOfRefused('token_reused', 'reuse', first, THIEF, THERE);
    const refused = { type: 'authn_token_refused', verdict: 'reuse', client: THERE };
    expect(events).toEqual([{ ...refused, ...subject() }]);
  });

  it('rejects an older token with its key, and revokes the session only after two minutes', async () => {
    const second = refreshOf(await refresh(first, KEY, HERE));
    await refresh(second, NEXT_KEY, HERE);
    const events = await eventsOfRefused('token_consumed', 'stale', first, KEY, THERE);
    const generations = { presentedGeneration: 0, currentGeneration: 2 };
    const clients = { presenter: THERE, holder: HERE };
    const stale = { type: 'authn_token_stale', ...subject(), ...generations, ...clients };
    expect(events).toEqual([stale]);
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedAt: null });
    fixture.clock.pass(121_000);
    await eventsOfRefused('token_reused', 'reuse', first, KEY, HERE);
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedReason: 'reuse' });
  });
});

describe('TokenService.refresh, Idempotency-Key', () => {
  it.each<[string, unknown]>([
    ['an empty string', ''],
    ['a short key', 'short'],
    ['a key with a space', 'a key with spaces in it'],
    ['a quote that is not closed', `"${KEY}`],
    ['an array of two', [KEY, KEY]],
    ['a number', 12345678901234567890],
  ])('rejects a key that is %s and does not consume the token', async (_, key) => {
    const refused = { code: 'invalid_key', message: expect.stringContaining('16 to 255') };
    await expect(refresh(first, key as string)).rejects.toMatchObject(refused);
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });

  it('validates the key even when refresh tokens are not rotated', async () => {
    await begin(new TokenFixture({ rotation: 'none' }));
    await expect(refresh(first, '')).rejects.toMatchObject({ code: 'invalid_key' });
  });

  it('treats a key with and without quotes as the same key', async () => {
    const pair = await refresh(first, `"${KEY}"`);
    expect(await refresh(first, KEY)).toEqual(pair);
    await expectRefused(refresh(refreshOf(pair), `"${KEY}"`), 'key_reused', 'refresh: key_reused');
  });

  it('treats the key null as no key', async () => {
    await refresh(first, null);
    await expectRefused(refresh(first, null), 'token_reused', 'refresh: reuse');
  });
});

describe('TokenService.refresh, restored database', () => {
  it('rotates a token that is newer than its session, and emits an event', async () => {
    const backup = await fixture.sessionOf(first);
    const second = refreshOf(await refresh(first, KEY, HERE));
    const third = refreshOf(await refresh(second, NEXT_KEY, HERE));
    fixture.store.overwrite(backup);
    const { result, events } = await fixture.recordEvents(() => refresh(third, THIEF, THERE));
    expect(claimsOf(refreshOf(result))['gen']).toBe(3);
    const generations = { presentedGeneration: 2, currentGeneration: 3 };
    const clients = { presenter: THERE, holder: THERE };
    expect(events[1]).toEqual({
      type: 'authn_token_ahead',
      ...subject(),
      ...generations,
      ...clients,
    });
  });
});

describe('TokenService.refresh, rejections', () => {
  const deactivate = () => fixture.users.deactivate(alice.id, fixture.clock.now());
  const day = () => Promise.resolve(fixture.clock.pass(DAY));

  it.each<[string, AuthErrorCode, () => Promise<unknown>]>([
    ['user_gone', 'account_inactive', deactivate],
    ['session_ended', 'session_ended', () => fixture.sessions.revoke(sidOf(first))],
    ['expired', 'invalid_token', day],
    ['user_gone', 'invalid_token', () => day().then(deactivate)],
  ])('emits the verdict %s and rejects with the code %s', async (verdict, code, prepare) => {
    await prepare();
    const events = await eventsOfRefused(code, verdict, first, KEY, THERE);
    const refused = { type: 'authn_token_refused', verdict, client: THERE };
    expect(events).toEqual([{ ...refused, ...subject() }]);
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });

  it('rejects a key that consumed the previous token', async () => {
    const second = refreshOf(await refresh(first, KEY));
    await expectRefused(refresh(second, KEY), 'key_reused', 'refresh: key_reused');
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 1, revokedAt: null });
  });

  it.each([{ gen: undefined }, { gen: -1 }, { sid: undefined }, { sid: 'x' }])(
    'rejects a token without a session and reads none: %j',
    async (change) => {
      fixture.store.find = () => Promise.reject(new Error('a session was read'));
      fixture.store.rotate = () => Promise.reject(new Error('a session was written'));
      const events = await eventsOfRefused('invalid_token', 'no_session', altered(change));
      expect(events).toMatchObject([{ verdict: 'no_session', sid: null, userId: alice.id }]);
    },
  );

  it.each<[string, () => string, string]>([
    ['without a user', () => altered({ user_id: undefined }), 'the token names no user'],
    ['with an invalid signature', () => `${first}x`, 'the signature does not verify'],
  ])('emits no claims of a token %s', async (_, token, detail) => {
    const { events } = await fixture.recordEvents(() =>
      expectRefused(refresh(token(), KEY, HERE), 'invalid_token', detail),
    );
    const unknown = { sid: null, userId: null, client: HERE };
    expect(events).toEqual([{ type: 'authn_token_refused', verdict: 'invalid', ...unknown }]);
  });

  it('rejects an access token', async () => {
    const { access } = await fixture.tokens.obtain(alice, HERE);
    await expect(refresh(access)).rejects.toThrow('Token has wrong type');
  });

  it('does not run the statement for a token that cannot be rotated', async () => {
    const claims: unknown[] = [];
    fixture.store.rotate = (claim) => Promise.resolve(void claims.push(claim) as unknown as null);
    await expect(refresh(altered({ sid: undefined }))).rejects.toThrow();
    await expect(refresh(altered({ exp: 1 }))).rejects.toThrow();
    expect(claims).toEqual([]);
  });
});

describe('TokenService.refresh, conflicts', () => {
  /** Lets the statement meet conflicts. @returns how often it was run */
  const meetConflicts = (count: number) => {
    let runs = 0;
    const rotate = fixture.store.rotate.bind(fixture.store);
    fixture.store.rotate = (claim) => (++runs <= count ? Promise.resolve(null) : rotate(claim));
    return () => runs;
  };

  it('rotates with one statement and reads nothing when it succeeds', async () => {
    const runs = meetConflicts(0);
    fixture.store.find = () => Promise.reject(new Error('A session was read.'));
    expect(await refresh(first, undefined, HERE)).toHaveProperty('refresh');
    expect(runs()).toBe(1);
  });

  it.each([1, 2, 3])('repeats the statement after %i conflicts', async (conflicts) => {
    const runs = meetConflicts(conflicts);
    expect(await refresh(first, undefined, HERE)).toHaveProperty('refresh');
    expect(runs()).toBe(conflicts + 1);
  });

  it('rejects with temporarily_unavailable and emits an event after four conflicts', async () => {
    const runs = meetConflicts(4);
    const { events } = await fixture.recordEvents(() =>
      expectRefused(refresh(first, KEY, HERE), 'temporarily_unavailable', CONFLICT),
    );
    const refused = { type: 'authn_token_refused', verdict: 'conflict', client: HERE };
    expect(events).toEqual([{ ...refused, ...subject() }]);
    expect(runs()).toBe(4);
  });
});

describe('TokenService.refresh, without rotation', () => {
  beforeEach(() => begin(new TokenFixture({ rotation: 'none' })));

  it('returns only an access token and emits an event', async () => {
    fixture.clock.pass(HOUR + 999);
    const { result, events } = await fixture.recordEvents(() =>
      refresh(altered({ color: 'red' }), KEY, THERE),
    );
    expect(Object.keys(result)).toEqual(['access']);
    const iat = 1_700_000_000 + 3600;
    expect(claimsOf(result.access)).toMatchObject({ color: 'red', iat, exp: iat + 300 });
    const created = { type: 'authn_token_created', origin: 'no_rotation', generation: 0 };
    expect(events).toEqual([{ ...created, ...subject(), client: THERE }]);
  });

  it('returns access tokens with different IDs in the same generation', async () => {
    const ids = [await refresh(first), await refresh(first)].map(
      ({ access }) => claimsOf(access)['jti'],
    );
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('returns an access token with the claims of the application', async () => {
    fixture.users.claims = () => ({ role: 'editor' });
    const { access } = await refresh(first);
    expect(claimsOf(access)).toMatchObject({ role: 'editor' });
  });

  it('ignores a key that consumed the previous token', async () => {
    const users = new MemoryUserDirectory();
    const store = new MemoryRefreshTokenStore(users);
    await begin(new TokenFixture({}, users, store));
    const second = refreshOf(await refresh(first, KEY));
    fixture = new TokenFixture({ rotation: 'none' }, users, store);
    expect(Object.keys(await refresh(second, KEY))).toEqual(['access']);
    await expectRefused(refresh(first, KEY), 'token_reused', 'refresh: reuse');
  });
});

it('TokenService stores and reports an unknown client for calls without a client', async () => {
  const unknown = { ip: null, userAgent: null };
  const { refresh: token } = await fixture.tokens.obtain(alice);
  await refresh(token);
  expect(fixture.events.at(-1)).toMatchObject({ client: unknown });
  expect(await fixture.sessionOf(token)).toMatchObject(unknown);
});
