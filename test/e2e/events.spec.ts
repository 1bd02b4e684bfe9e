import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionService } from '../../src/index.js';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService } from '../support/service.js';

const AGENT = { 'User-Agent': 'a browser' };
const client = { ip: '127.0.0.1', userAgent: 'a browser' };
const KEY = 'the-key-of-the-first-token';
const SID = expect.stringMatching(/^[\da-f-]{36}$/) as unknown as string;

describe('auth events', () => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start('sqlite')));
  afterAll(() => service.stop());

  /** @returns the events that are emitted during `work` */
  const eventsDuring = async (work: () => Promise<unknown>) => {
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

  it('emits authn_login_success and authn_token_created when a user logs in', async () => {
    const { username, id: userId } = await service.logIn();
    const credentials = { username, password: 'a good password' };
    const events = await eventsDuring(() => post('/api/token/', credentials));
    expect(events).toEqual([
      { type: 'authn_login_success', sid: SID, userId, client },
      { type: 'authn_token_created', origin: 'login', sid: SID, userId, generation: 0, client },
    ]);
  });

  it('emits authn_login_fail without the submitted credentials when a log-in fails', async () => {
    const { username, id: userId } = await service.logIn();
    const attempts = [
      { username, password: 'wrong' },
      { username: 'my secret password', password: 'x' },
    ];
    const events = await eventsDuring(async () => {
      for (const credentials of attempts) await post('/api/token/', credentials);
    });
    expect(events).toEqual([
      { type: 'authn_login_fail', reason: 'wrong_password', userId, client },
      { type: 'authn_login_fail', reason: 'unknown_user', userId: null, client },
    ]);
  });

  it('emits authn_token_created for a rotation and authn_token_reissued for its retry', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    const events = await eventsDuring(async () => {
      await refresh(token, KEY);
      await refresh(token, KEY);
    });
    const subject = { sid, userId, generation: 1, client };
    expect(events).toEqual([
      { type: 'authn_token_created', origin: 'rotation', ...subject },
      { type: 'authn_token_reissued', verdict: 'retry', ...subject, holder: client },
    ]);
  });

  it('emits authn_token_reuse with both clients and authn_token_revoked when a token is reused', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    await service.refresh(token, KEY);
    const events = await eventsDuring(() => refresh(token));
    expect(events).toMatchObject([
      { type: 'authn_token_revoked', reason: 'reuse', sid, userId, client },
      { type: 'authn_token_reuse', sid, presenter: client, holder: { ip: '127.0.0.1' } },
    ]);
  });

  it('emits authn_token_refused with the verdict when a refresh is rejected', async () => {
    const { refresh: token, id: userId, sid, username } = await logIn();
    const second = (await service.refresh(token, KEY)).json['refresh'] as string;
    const foreign = { ...claimsOf(token), gen: undefined, sid: undefined };
    const events = await eventsDuring(async () => {
      await refresh(second, KEY);
      await refresh(`${token}x`);
      await refresh(sign(foreign, SECRET));
      await service.users.deactivate(username);
      await refresh(second);
      await service.users.activate(username);
      await refresh(second);
    });
    const subject = { type: 'authn_token_refused', userId, client };
    expect(events).toEqual([
      { ...subject, verdict: 'key_reused', sid },
      { ...subject, verdict: 'invalid', sid: null, userId: null },
      { ...subject, verdict: 'no_session', sid: null },
      { ...subject, verdict: 'user_gone', sid },
      { ...subject, verdict: 'session_ended', sid },
    ]);
  });

  it('emits one authn_token_revoked when a client logs out twice', async () => {
    const { refresh: token, id: userId, sid } = await logIn();
    const events = await eventsDuring(async () => {
      await post('/api/token/blacklist/', { refresh: token });
      await post('/api/token/blacklist/', { refresh: token });
    });
    const event = { type: 'authn_token_revoked', reason: 'logout', sid, userId, client };
    expect(events).toEqual([event]);
  });

  it('emits one authn_token_revoked without a session when the application revokes all sessions of a user', async () => {
    const application = await TestService.startInProcess('sqlite');
    const { id: userId } = await application.logIn();
    const sessions = application.app.get(SessionService, { strict: false });
    await sessions.revokeAllOf(userId, 'admin');
    const event = { type: 'authn_token_revoked', reason: 'admin', sid: null, userId, client: null };
    expect((await application.events()).at(-1)).toEqual(event);
    await application.stop();
  });
});

describe('auth events without rotation', () => {
  it('emits authn_token_created with origin no_rotation when rotation is off', async () => {
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
