import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionService } from '../../src/index.js';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService } from '../support/service.js';

const AGENT = { 'User-Agent': 'a browser' };
const client = { ip: '127.0.0.1', userAgent: 'a browser' };
const KEY = 'the-key-of-the-first-token';
const SID = expect.stringMatching(/^[\da-f-]{36}$/) as unknown as string;

describe('the operator is told', () => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start('sqlite')));
  afterAll(() => service.stop());

  /** @returns what is told while something is done */
  const toldOf = async (work: () => Promise<unknown>) => {
    const before = (await service.events()).length;
    await work();
    return (await service.events()).slice(before);
  };
  const logIn = async () => {
    const session = await service.logIn();
    return { ...session, sid: claimsOf(session.refresh)['sid'] as string };
  };
  const post = (path: string, body: object, headers = {}) =>
    service.post(path, body, { ...AGENT, ...headers });
  const refresh = (token: string, key?: string) =>
    post('/api/token/refresh/', { refresh: token }, key && { 'Idempotency-Key': key });

  it('of a session, and of the tokens that it began with', async () => {
    const { username, id: userId } = await service.logIn();
    const credentials = { username, password: 'a good password' };
    const told = await toldOf(() => post('/api/token/', credentials));
    expect(told).toEqual([
      { type: 'authn_login_success', sid: SID, userId, client },
      { type: 'authn_token_created', origin: 'login', sid: SID, userId, generation: 0, client },
    ]);
  });

  it('of a session that failed, without what was typed', async () => {
    const { username, id: userId } = await service.logIn();
    const tries = [
      { username, password: 'wrong' },
      { username: 'my secret password', password: 'x' },
    ];
    const told = await toldOf(async () => {
      for (const credentials of tries) await post('/api/token/', credentials);
    });
    expect(told).toEqual([
      { type: 'authn_login_fail', reason: 'wrong_password', userId, client },
      { type: 'authn_login_fail', reason: 'unknown_user', userId: null, client },
    ]);
  });

  it('of a rotation, and of a retry of it', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    const told = await toldOf(async () => {
      await refresh(token, KEY);
      await refresh(token, KEY);
    });
    const subject = { sid, userId, generation: 1, client };
    expect(told).toEqual([
      { type: 'authn_token_created', origin: 'rotation', ...subject },
      { type: 'authn_token_reissued', verdict: 'retry', ...subject, holder: client },
    ]);
  });

  it('of reuse with both actors, and that the session was ended for it', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    await service.refresh(token, KEY);
    const told = await toldOf(() => refresh(token));
    expect(told).toMatchObject([
      { type: 'authn_token_revoked', reason: 'reuse', sid, userId, client },
      { type: 'authn_token_reuse', sid, presenter: client, holder: { ip: '127.0.0.1' } },
    ]);
  });

  it('of each refused refresh, with its verdict', async () => {
    const { refresh: token, id: userId, sid, username } = await logIn();
    const second = (await service.refresh(token, KEY)).json['refresh'] as string;
    const foreign = { ...claimsOf(token), gen: undefined, sid: undefined };
    const told = await toldOf(async () => {
      await refresh(second, KEY);
      await refresh(`${token}x`);
      await refresh(sign(foreign, SECRET));
      await service.users.deactivate(username);
      await refresh(second);
      await service.users.activate(username);
      await refresh(second);
    });
    const subject = { type: 'authn_token_refused', userId, client };
    expect(told).toEqual([
      { ...subject, verdict: 'key_reused', sid },
      { ...subject, verdict: 'invalid', sid: null, userId: null },
      { ...subject, verdict: 'no_session', sid: null },
      { ...subject, verdict: 'user_gone', sid },
      { ...subject, verdict: 'session_ended', sid },
    ]);
  });

  it('once of a logout, and not of one that came too late', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    const told = await toldOf(async () => {
      await post('/api/token/blacklist/', { refresh: token });
      await post('/api/token/blacklist/', { refresh: token });
    });
    const event = { type: 'authn_token_revoked', reason: 'logout', sid, userId, client };
    expect(told).toEqual([event]);
  });

  it('when every session of a user was ended by the application', async () => {
    const application = await TestService.startInProcess('sqlite');
    const { id: userId } = await application.logIn();
    const sessions = application.app.get(SessionService, { strict: false });
    await sessions.revokeAllOf(userId, 'admin');
    const event = { type: 'authn_token_revoked', reason: 'admin', sid: null, userId, client: null };
    expect((await application.events()).at(-1)).toEqual(event);
    await application.stop();
  });
});

describe('where refresh tokens are not rotated', () => {
  it('the operator is told of an access token, and of no rotation', async () => {
    const service = await TestService.start('sqlite', { rotation: 'none' });
    const { refresh, id: userId } = await service.logIn();
    await service.refresh(refresh);
    expect((await service.events()).at(-1)).toMatchObject({
      type: 'authn_token_created',
      origin: 'no_rotation',
      userId,
    });
    await service.stop();
  });
});
