import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf, SECRET, sidOf, sign } from '../../../test/support/jwt.js';
import { HERE, TokenFixture } from '../../../test/support/token-fixture.js';
import type { AuthErrorCode } from '../domain/auth-error.js';
import type { UserProfile } from '../domain/user-directory.js';
import type { TokenPair } from './token-issuer.js';

const DAY = 86_400_000;

let fixture: TokenFixture;
let alice: UserProfile;
let pair: TokenPair;

beforeEach(async () => {
  fixture = new TokenFixture();
  alice = await fixture.create('alice');
  pair = await fixture.tokens.obtain(alice, HERE);
});

const consume = async (token: string) =>
  ((await fixture.tokens.refresh(token)) as TokenPair).refresh;
const sid = () => sidOf(pair.refresh);
const revokeSession = () => fixture.sessions.revoke(sid());
const deactivate = () => fixture.users.deactivate(alice.id, fixture.clock.now());
const pass = (ms: number) => Promise.resolve(fixture.clock.pass(ms));
const altered = (token: string, change: object) => sign({ ...claimsOf(token), ...change }, SECRET);

/** Claims that no session or user can have. */
const IMPOSSIBLE = [{ sid: 'x' }, { user_id: '\0' }];
const rejectReads = () => {
  fixture.store.find = () => Promise.reject(new Error('a session was read'));
  fixture.users.findById = () => Promise.reject(new Error('a user was read'));
};

describe('TokenService.verify', () => {
  const verify = (token: string) => fixture.tokens.verify(token);
  const expectRefused = (token: string, code: AuthErrorCode) =>
    expect(verify(token)).rejects.toMatchObject({ code });

  it('accepts both tokens of an active session and changes nothing', async () => {
    const before = await fixture.sessionOf(pair.refresh);
    await verify(pair.access);
    await verify(pair.refresh);
    expect(await fixture.sessionOf(pair.refresh)).toEqual(before);
  });

  it('rejects a consumed refresh token and accepts the access token of the same pair', async () => {
    await consume(pair.refresh);
    await expectRefused(pair.refresh, 'token_consumed');
    await verify(pair.access);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the session was revoked', () => revokeSession()],
    ['the user was deactivated', () => deactivate()],
  ])('rejects only the refresh token as session_ended when %s', async (_, prepare) => {
    await prepare();
    await expectRefused(pair.refresh, 'session_ended');
    await expectRefused(pair.access, 'invalid_token');
  });

  it('rejects an expired token as invalid_token, even if it is consumed and revoked', async () => {
    await consume(pair.refresh);
    await revokeSession();
    await pass(DAY);
    await expectRefused(pair.refresh, 'invalid_token');
    await expectRefused(pair.access, 'invalid_token');
  });

  it.each([{ sid: undefined }, { user_id: undefined }, { user_id: 'bob' }, { gen: undefined }])(
    'rejects a refresh token without a session of its user: %j',
    (change) => expectRefused(altered(pair.refresh, change), 'invalid_token'),
  );

  it.each([{ sid: undefined }, { user_id: undefined }, { user_id: 'bob' }])(
    'rejects an access token without a session of its user: %j',
    (change) => expectRefused(altered(pair.access, change), 'invalid_token'),
  );

  it('accepts a token of another type without a generation', async () => {
    await verify(altered(pair.refresh, { token_type: 'sliding', gen: undefined }));
  });

  it.each(IMPOSSIBLE)('reads neither a session nor a user for the claim %j', async (change) => {
    rejectReads();
    await expectRefused(altered(pair.access, change), 'invalid_token');
  });
});

describe('TokenService.revoke', () => {
  const revoke = (token: string) => fixture.tokens.revoke(token, HERE);
  const expectRefused = (token: string, code: AuthErrorCode) =>
    expect(revoke(token)).rejects.toMatchObject({ code });
  const revokedReason = async () => (await fixture.sessionOf(pair.refresh)).revokedReason;

  it('revokes the session of a refresh token and emits an event with the client', async () => {
    const { events } = await fixture.recordEvents(() => revoke(pair.refresh));
    const subject = { sid: sid(), userId: alice.id, client: HERE };
    expect(events).toEqual([{ type: 'authn_token_revoked', reason: 'logout', ...subject }]);
    expect(await revokedReason()).toBe('logout');
  });

  it('emits an event without a client when none is given', async () => {
    const { events } = await fixture.recordEvents(() => fixture.tokens.revoke(pair.refresh));
    expect(events).toMatchObject([{ client: null }]);
  });

  it('accepts the previous token like the current one', async () => {
    await consume(pair.refresh);
    await revoke(pair.refresh);
    expect(await revokedReason()).toBe('logout');
  });

  it('revokes the session of an older token and rejects the token as consumed', async () => {
    await consume(await consume(pair.refresh));
    await expectRefused(pair.refresh, 'token_consumed');
    expect(await revokedReason()).toBe('logout');
  });

  it('revokes the session of an expired token, and rejects the token as invalid', async () => {
    await pass(DAY);
    const { events } = await fixture.recordEvents(() =>
      expectRefused(pair.refresh, 'invalid_token'),
    );
    expect(events).toMatchObject([{ type: 'authn_token_revoked', reason: 'logout' }]);
    expect(await revokedReason()).toBe('logout');
  });

  it('revokes the session of an expired token that was consumed long ago', async () => {
    await consume(await consume(pair.refresh));
    await pass(DAY);
    await expectRefused(pair.refresh, 'invalid_token');
    expect(await revokedReason()).toBe('logout');
  });

  it('rejects a token of a revoked session as session_ended', async () => {
    await revoke(pair.refresh);
    await expectRefused(pair.refresh, 'session_ended');
  });

  it('revokes a session with an older tokenVersion and rejects the token as session_ended', async () => {
    fixture.users.sessions = undefined;
    await fixture.users.revokeSessions(alice.id, 'admin', fixture.clock.now());
    await expectRefused(pair.refresh, 'session_ended');
    expect(await revokedReason()).toBe('logout');
  });

  it.each([
    { sid: undefined },
    { sid: '00000000-0000-0000-0000-000000000000' },
    { user_id: undefined },
    { user_id: 'bob' },
    { gen: undefined },
  ])('rejects a token without a session of its user and revokes nothing: %j', async (change) => {
    await expectRefused(altered(pair.refresh, change), 'invalid_token');
    expect(await revokedReason()).toBeNull();
  });

  it.each(IMPOSSIBLE)('reads neither a session nor a user for the claim %j', async (change) => {
    rejectReads();
    await expectRefused(altered(pair.refresh, change), 'invalid_token');
  });

  it('rejects an access token', async () => {
    await expectRefused(pair.access, 'invalid_token');
    expect(await revokedReason()).toBeNull();
  });
});
