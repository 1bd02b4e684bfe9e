import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf, sign } from '../../../test/support/jwt.js';
import { HERE, SECRET, THERE, TokenFixture } from '../../../test/support/token-fixture.js';
import { MemoryRefreshTokenStore } from '../../testing/memory-refresh-token.store.js';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { AuthErrorCode } from '../domain/auth-error.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { RefreshedTokens, TokenService } from './token.service.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEY = 'the-key-of-the-first-token';
const NEXT_KEY = 'the-key-of-the-second-token';
const THIEF = 'the-key-of-somebody-else';

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
const sidOf = (token: string) => claimsOf(token)['sid'] as string;
const altered = (change: object) => sign({ ...claimsOf(first), ...change }, SECRET);
const expectRefused = (refused: Promise<unknown>, code: AuthErrorCode, detail: string) =>
  expect(refused).rejects.toMatchObject({ code, detail });

describe('a session begins', () => {
  it('with a pair that says nothing but our own claims', async () => {
    const { access, refresh: token } = await fixture.tokens.obtain(alice, HERE);
    const ours = ['exp', 'iat', 'jti', 'sid', 'sub', 'token_type', 'user_id'];
    expect(Object.keys(claimsOf(access)).sort()).toEqual(ours);
    expect(Object.keys(claimsOf(token)).sort()).toEqual(['exp', 'gen', ...ours.slice(1)]);
  });

  it('and is told with where it began, and with the tokens', async () => {
    const { done, told } = await fixture.listenTo(() => fixture.tokens.obtain(alice, HERE));
    const subject = { sid: sidOf(done.refresh), userId: alice.id, client: HERE };
    expect(told).toEqual([
      { type: 'authn_login_success', ...subject },
      { type: 'authn_token_created', origin: 'login', generation: 0, ...subject },
    ]);
  });
});

describe('obtain', () => {
  it('rejects an inactive user, and begins no session', async () => {
    const inactive = { ...alice, isActive: false };
    const { told } = await fixture.listenTo(() =>
      expectRefused(fixture.tokens.obtain(inactive), 'invalid_credentials', 'inactive_user'),
    );
    expect(told).toEqual([]);
  });

  it('throws a TypeError for a user whose id is a number', async () => {
    const numbered = { ...alice, id: 7 as never };
    await expect(fixture.tokens.obtain(numbered)).rejects.toThrow(TypeError);
  });
});

describe.each<[string, (token: string) => Promise<unknown>]>([
  ['refresh', (token) => fixture.tokens.refresh(token)],
  ['verify', (token) => fixture.tokens.verify(token)],
  ['revoke', (token) => fixture.tokens.revoke(token)],
])('%s', (_, present) => {
  it.each([undefined, null, 7, {}, ['a.b.c'], ''])('rejects %p as an invalid token', (token) =>
    expect(present(token as string)).rejects.toMatchObject({ code: 'invalid_token' }),
  );
});

describe('a refresh token that is consumed', () => {
  it('gives way to the next generation, which is told', async () => {
    const { done, told } = await fixture.listenTo(() => refresh(first, KEY, THERE));
    expect(claimsOf(refreshOf(done))).toMatchObject({ gen: 1, sid: sidOf(first) });
    expect(told).toEqual([
      {
        type: 'authn_token_created',
        origin: 'rotation',
        sid: sidOf(first),
        userId: alice.id,
        generation: 1,
        client: THERE,
      },
    ]);
  });

  it('hands on what it says beside our own claims, to both tokens', async () => {
    const { access, refresh: second } = (await refresh(altered({ color: 'red' }))) as never;
    expect([access, second].map((token) => claimsOf(token)['color'])).toEqual(['red', 'red']);
  });

  it('is followed by one that lasts a whole lifetime from the second that has begun', async () => {
    fixture.clock.pass(HOUR + 999);
    const second = refreshOf(await refresh(first));
    expect(claimsOf(second)['exp']).toBe(1_700_000_000 + 3600 + 86_400);
  });

  it('says where its session was seen last', async () => {
    await refresh(first, KEY, THERE);
    expect(await fixture.sessionOf(first)).toMatchObject(THERE);
    await refresh(first, KEY);
    expect(await fixture.sessionOf(first)).toMatchObject(THERE);
  });

  it('costs nobody a session when the application’s claims fail: it is not consumed yet', async () => {
    fixture.users.claims = () => {
      throw new Error('no roles today');
    };
    await expect(refresh(first)).rejects.toThrow('no roles today');
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });
});

describe('a refresh token that comes back', () => {
  it('from whoever has the key that consumed it is answered the same pair, and that is told', async () => {
    const response = await refresh(first, KEY, HERE);
    fixture.clock.pass(HOUR);
    const { done, told } = await fixture.listenTo(() => refresh(first, KEY, THERE));
    expect(done).toEqual(response);
    const subject = { sid: sidOf(first), userId: alice.id, generation: 1 };
    const clients = { client: THERE, holder: HERE };
    const expected = { type: 'authn_token_reissued', verdict: 'retry', ...subject, ...clients };
    expect(told).toEqual([expected]);
  });

  it('within the reuse interval is answered the same pair, with the claims it had', async () => {
    await begin(new TokenFixture({ reuseInterval: '10s' }));
    const response = await refresh(altered({ color: 'red' }));
    const { done, told } = await fixture.listenTo(() => refresh(altered({ color: 'red' })));
    expect(done).toEqual(response);
    expect(told).toMatchObject([{ type: 'authn_token_reissued', verdict: 'withinReuseInterval' }]);
  });

  it('from somebody else ends its session, and both parties are told', async () => {
    await refresh(first, KEY, HERE);
    const { told } = await fixture.listenTo(() =>
      expectRefused(refresh(first, THIEF, THERE), 'token_reused', 'refresh: reuse'),
    );
    const subject = { sid: sidOf(first), userId: alice.id };
    expect(told).toEqual([
      { type: 'authn_token_revoked', reason: 'reuse', ...subject, client: THERE },
      {
        type: 'authn_token_reuse',
        ...subject,
        presentedGeneration: 0,
        currentGeneration: 1,
        presenter: THERE,
        holder: HERE,
      },
    ]);
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedReason: 'reuse' });
  });

  it('from somebody else, when its session has just been ended, is told as a refusal', async () => {
    await refresh(first, KEY, HERE);
    fixture.store.revoke = () => Promise.resolve(null);
    const { told } = await fixture.listenTo(() =>
      expectRefused(refresh(first, THIEF, THERE), 'token_reused', 'refresh: reuse'),
    );
    const subject = { sid: sidOf(first), userId: alice.id, client: THERE };
    expect(told).toEqual([{ type: 'authn_token_refused', verdict: 'reuse', ...subject }]);
  });

  it('revokes the session more than two minutes after its consumption, despite its key, when its successor was consumed', async () => {
    const second = refreshOf(await refresh(first, KEY, HERE));
    await refresh(second, NEXT_KEY, THERE);
    fixture.clock.pass(121_000);
    await expectRefused(refresh(first, KEY, HERE), 'token_reused', 'refresh: reuse');
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedReason: 'reuse' });
  });

  it('is rejected for its client when its successor was consumed, and the session stays active', async () => {
    const second = refreshOf(await refresh(first, KEY, HERE));
    await refresh(second, NEXT_KEY, HERE);
    const { told } = await fixture.listenTo(() =>
      expectRefused(refresh(first, KEY, THERE), 'token_consumed', 'refresh: stale'),
    );
    expect(told).toEqual([
      {
        type: 'authn_token_stale',
        sid: sidOf(first),
        userId: alice.id,
        presentedGeneration: 0,
        currentGeneration: 2,
        presenter: THERE,
        holder: HERE,
      },
    ]);
    expect(await fixture.sessionOf(first)).toMatchObject({ revokedAt: null });
  });
});

describe('an Idempotency-Key', () => {
  it.each<[string, unknown]>([
    ['an empty string', ''],
    ['a short one', 'short'],
    ['one with a space', 'a key with spaces in it'],
    ['a quote that is not closed', `"${KEY}`],
    ['an array of two', [KEY, KEY]],
    ['a number', 12345678901234567890],
  ])('is rejected by the service, and the token is not consumed, when it is %s', async (_, key) => {
    const refused = { code: 'invalid_request', message: expect.stringContaining('16 to 255') };
    await expect(refresh(first, key as string)).rejects.toMatchObject(refused);
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });

  it('is also checked when refresh tokens are not rotated', async () => {
    await begin(new TokenFixture({ rotation: 'none' }));
    await expect(refresh(first, '')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('is the same key with and without quotes', async () => {
    const pair = await refresh(first, `"${KEY}"`);
    expect(await refresh(first, KEY)).toEqual(pair);
    await expectRefused(refresh(refreshOf(pair), `"${KEY}"`), 'key_reused', 'refresh: key_reused');
  });

  it('is no key when it is null', async () => {
    await refresh(first, null);
    await expectRefused(refresh(first, null), 'token_reused', 'refresh: reuse');
  });
});

describe('a refresh token that its database no longer knows', () => {
  it('goes on, and the operator is told how far the database was set back', async () => {
    const backup = await fixture.sessionOf(first);
    const second = refreshOf(await refresh(first, KEY, HERE));
    const third = refreshOf(await refresh(second, NEXT_KEY, HERE));
    fixture.store.overwrite(backup);
    const { done, told } = await fixture.listenTo(() => refresh(third, THIEF, THERE));
    expect(claimsOf(refreshOf(done))['gen']).toBe(3);
    expect(told[1]).toEqual({
      type: 'authn_token_ahead',
      sid: sidOf(first),
      userId: alice.id,
      presentedGeneration: 2,
      currentGeneration: 3,
      presenter: THERE,
      holder: THERE,
    });
  });
});

describe('a refresh is refused', () => {
  type Case = [string, AuthErrorCode, () => Promise<unknown>];
  const day = () => Promise.resolve(fixture.clock.pass(DAY));

  it.each<Case>([
    [
      'user_gone',
      'account_inactive',
      () => fixture.users.deactivate(alice.id, fixture.clock.now()),
    ],
    ['session_ended', 'session_ended', () => fixture.sessions.revoke(sidOf(first))],
    ['expired', 'invalid_token', day],
    ['user_gone', 'invalid_token', () => day().then(() => fixture.users.deactivate(alice.id, 0))],
  ])('with the verdict %s, which is told, as %s', async (verdict, code, happen) => {
    await happen();
    const { told } = await fixture.listenTo(() =>
      expectRefused(refresh(first, KEY, THERE), code, `refresh: ${verdict}`),
    );
    const subject = { sid: sidOf(first), userId: alice.id, client: THERE };
    expect(told).toEqual([{ type: 'authn_token_refused', verdict, ...subject }]);
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 0 });
  });

  it('with a key that served the token before', async () => {
    const second = refreshOf(await refresh(first, KEY));
    await expectRefused(refresh(second, KEY), 'key_reused', 'refresh: key_reused');
    expect(await fixture.sessionOf(first)).toMatchObject({ generation: 1, revokedAt: null });
  });

  it.each([{ gen: undefined }, { gen: -1 }, { sid: undefined }, { sid: 'x' }])(
    'to a token that names no session, and none is looked at: %j',
    async (change) => {
      fixture.store.find = () => Promise.reject(new Error('a session was read'));
      fixture.store.rotate = () => Promise.reject(new Error('a session was written'));
      const { told } = await fixture.listenTo(() =>
        expectRefused(refresh(altered(change)), 'invalid_token', 'refresh: no_session'),
      );
      expect(told).toMatchObject([{ verdict: 'no_session', sid: null, userId: alice.id }]);
    },
  );

  it('to a token that names no user, of which nothing is believed', async () => {
    const token = altered({ user_id: undefined });
    const { told } = await fixture.listenTo(() =>
      expectRefused(refresh(token, KEY, HERE), 'invalid_token', 'the token names no user'),
    );
    const subject = { sid: null, userId: null, client: HERE };
    expect(told).toEqual([{ type: 'authn_token_refused', verdict: 'invalid', ...subject }]);
  });

  it('to a token that does not verify, of which nothing is believed', async () => {
    const { told } = await fixture.listenTo(() =>
      expectRefused(
        refresh(`${first}x`, KEY, HERE),
        'invalid_token',
        'the signature does not verify',
      ),
    );
    const subject = { sid: null, userId: null, client: HERE };
    expect(told).toEqual([{ type: 'authn_token_refused', verdict: 'invalid', ...subject }]);
  });

  it('to an access token', async () => {
    const { access } = await fixture.tokens.obtain(alice, HERE);
    await expect(refresh(access)).rejects.toThrow('Token has wrong type');
  });

  it('after every attempt met a conflict, and that is told', async () => {
    fixture.store.rotate = () => Promise.resolve(null);
    const { told } = await fixture.listenTo(() =>
      expectRefused(
        refresh(first, KEY, HERE),
        'temporarily_unavailable',
        'every rotation met a conflict',
      ),
    );
    const subject = { sid: sidOf(first), userId: alice.id, client: HERE };
    expect(told).toEqual([{ type: 'authn_token_refused', verdict: 'conflict', ...subject }]);
  });

  it('before the statement where it cannot succeed', async () => {
    const sent: unknown[] = [];
    fixture.store.rotate = (claim) => Promise.resolve(void sent.push(claim) as unknown as null);
    await expect(refresh(altered({ sid: undefined }))).rejects.toThrow();
    await expect(refresh(altered({ exp: 1 }))).rejects.toThrow();
    expect(sent).toEqual([]);
  });
});

describe('where refresh tokens are not rotated', () => {
  beforeEach(() => begin(new TokenFixture({ rotation: 'none' })));

  it('a refresh answers an access token alone, and that is told', async () => {
    fixture.clock.pass(HOUR + 999);
    const { done, told } = await fixture.listenTo(() =>
      refresh(altered({ color: 'red' }), KEY, THERE),
    );
    expect(Object.keys(done)).toEqual(['access']);
    const iat = 1_700_000_000 + 3600;
    expect(claimsOf(done.access)).toMatchObject({ color: 'red', iat, exp: iat + 300 });
    const subject = { sid: sidOf(first), userId: alice.id, generation: 0, client: THERE };
    expect(told).toEqual([{ type: 'authn_token_created', origin: 'no_rotation', ...subject }]);
  });

  it('no two access tokens have one id, though they are of one generation', async () => {
    const ids = [await refresh(first), await refresh(first)].map(
      ({ access }) => claimsOf(access)['jti'],
    );
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('an access token says what the application says of its user', async () => {
    fixture.users.claims = () => ({ role: 'editor' });
    const { access } = await refresh(first);
    expect(claimsOf(access)).toMatchObject({ role: 'editor' });
  });

  it('a key is not looked at: one that served the token before is no obstacle', async () => {
    const users = new MemoryUserDirectory();
    const store = new MemoryRefreshTokenStore(users);
    await begin(new TokenFixture({}, users, store));
    const second = refreshOf(await refresh(first, KEY));
    fixture = new TokenFixture({ rotation: 'none' }, users, store);
    expect(Object.keys(await refresh(second, KEY))).toEqual(['access']);
  });
});

describe('a caller that is no request', () => {
  it('is told of as nowhere, at a session and at a refresh', async () => {
    const nowhere = { ip: null, userAgent: null };
    const { refresh: token } = await fixture.tokens.obtain(alice);
    await refresh(token);
    expect(fixture.events.at(-1)).toMatchObject({ client: nowhere });
    expect(await fixture.sessionOf(token)).toMatchObject(nowhere);
  });
});
