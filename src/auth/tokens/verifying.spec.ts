import { beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf, sign } from '../../../test/support/jwt.js';
import { HERE, SECRET, TokenFixture } from '../../../test/support/token-fixture.js';
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
const sid = () => claimsOf(pair.refresh)['sid'] as string;
const end = () => fixture.sessions.revoke(sid());
const lockOut = () => fixture.users.deactivate(alice.id, fixture.clock.now());
const pass = (ms: number) => Promise.resolve(fixture.clock.pass(ms));
const altered = (token: string, change: object) => sign({ ...claimsOf(token), ...change }, SECRET);

const NAMELESS = [{ sid: 'x' }, { user_id: '\0' }];
const readNobody = () => {
  fixture.store.find = () => Promise.reject(new Error('a session was read'));
  fixture.users.findById = () => Promise.reject(new Error('a user was read'));
};

describe('verify', () => {
  const verify = (token: string) => fixture.tokens.verify(token);
  const expectRefused = (token: string, code: AuthErrorCode) =>
    expect(verify(token)).rejects.toMatchObject({ code });

  it('passes both tokens of a session that lives, and changes nothing', async () => {
    const before = await fixture.sessionOf(pair.refresh);
    await verify(pair.access);
    await verify(pair.refresh);
    expect(await fixture.sessionOf(pair.refresh)).toEqual(before);
  });

  it('tells of a refresh token that it was consumed; an access token of before is good', async () => {
    await consume(pair.refresh);
    await expectRefused(pair.refresh, 'token_consumed');
    await verify(pair.access);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['ended', () => end()],
    ['disowned', () => lockOut()],
  ])('tells of a refresh token, and of it alone, that its session was %s', async (_, happen) => {
    await happen();
    await expectRefused(pair.refresh, 'session_ended');
    await expectRefused(pair.access, 'invalid_token');
  });

  it('says no more of a token that is too old, consumed or not, ended or not', async () => {
    await consume(pair.refresh);
    await end();
    await pass(DAY);
    await expectRefused(pair.refresh, 'invalid_token');
    await expectRefused(pair.access, 'invalid_token');
  });

  it.each([{ sid: undefined }, { user_id: undefined }, { user_id: 'bob' }, { gen: undefined }])(
    'refuses a refresh token that names no session of its user: %j',
    (change) => expectRefused(altered(pair.refresh, change), 'invalid_token'),
  );

  it.each([{ sid: undefined }, { user_id: undefined }, { user_id: 'bob' }])(
    'refuses an access token that names no session of its user: %j',
    (change) => expectRefused(altered(pair.access, change), 'invalid_token'),
  );

  it('needs no generation in a token that is not for refreshing', async () => {
    await verify(altered(pair.refresh, { token_type: 'sliding', gen: undefined }));
  });

  it.each(NAMELESS)('reads nobody for a token that names nobody: %j', async (change) => {
    readNobody();
    await expectRefused(altered(pair.access, change), 'invalid_token');
  });
});

describe('revoke', () => {
  const revoke = (token: string) => fixture.tokens.revoke(token, HERE);
  const expectRefused = (token: string, code: AuthErrorCode) =>
    expect(revoke(token)).rejects.toMatchObject({ code });
  const endedBy = async () => (await fixture.sessionOf(pair.refresh)).revokedReason;

  it('ends the session of a refresh token, and tells whose request it was', async () => {
    const { told } = await fixture.listenTo(() => revoke(pair.refresh));
    const subject = { sid: sid(), userId: alice.id, client: HERE };
    expect(told).toEqual([{ type: 'authn_token_revoked', reason: 'logout', ...subject }]);
    expect(await endedBy()).toBe('logout');
  });

  it('is of no client when no request is named', async () => {
    const { told } = await fixture.listenTo(() => fixture.tokens.revoke(pair.refresh));
    expect(told).toMatchObject([{ client: null }]);
  });

  it('ends the session by the token before the current one, as if it were the current one', async () => {
    await consume(pair.refresh);
    await revoke(pair.refresh);
    expect(await endedBy()).toBe('logout');
  });

  it('ends the session by an older token, too, and says that this was consumed', async () => {
    await consume(await consume(pair.refresh));
    await expectRefused(pair.refresh, 'token_consumed');
    expect(await endedBy()).toBe('logout');
  });

  it('revokes the session of an expired token, and rejects the token as invalid', async () => {
    await pass(DAY);
    const { told } = await fixture.listenTo(() => expectRefused(pair.refresh, 'invalid_token'));
    expect(told).toMatchObject([{ type: 'authn_token_revoked', reason: 'logout' }]);
    expect(await endedBy()).toBe('logout');
  });

  it('revokes the session of an expired token that was consumed long ago', async () => {
    await consume(await consume(pair.refresh));
    await pass(DAY);
    await expectRefused(pair.refresh, 'invalid_token');
    expect(await endedBy()).toBe('logout');
  });

  it('says of a session that had ended that it had', async () => {
    await revoke(pair.refresh);
    await expectRefused(pair.refresh, 'session_ended');
  });

  it('says of a session that its user had lost that it had ended, and ends it', async () => {
    fixture.users.sessions = undefined;
    await fixture.users.revokeSessions(alice.id, 'admin', fixture.clock.now());
    await expectRefused(pair.refresh, 'session_ended');
    expect(await endedBy()).toBe('logout');
  });

  it.each([
    { sid: undefined },
    { sid: '00000000-0000-0000-0000-000000000000' },
    { user_id: undefined },
    { user_id: 'bob' },
    { gen: undefined },
  ])(
    'rejects a token that names no session of its user, and revokes nothing: %j',
    async (change) => {
      await expectRefused(altered(pair.refresh, change), 'invalid_token');
      expect(await endedBy()).toBeNull();
    },
  );

  it.each(NAMELESS)('reads nobody for a token that names nobody: %j', async (change) => {
    readNobody();
    await expectRefused(altered(pair.refresh, change), 'invalid_token');
  });

  it('refuses an access token', async () => {
    await expectRefused(pair.access, 'invalid_token');
    expect(await endedBy()).toBeNull();
  });
});
