import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, type Tokens } from '../support/api-client.js';
import { CookiePage } from '../support/cookie-page.js';
import { DATABASES } from '../support/databases.js';
import { sidOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const PATH = '/api/me/password/';
const NEW_PASSWORD = 'violet kettle harbor';

const fieldsOf = (current: string, next: string) => ({
  current_password: current,
  new_password: next,
});

const change = async (
  service: TestService,
  access: string,
  fields: object = fieldsOf(PASSWORD, NEW_PASSWORD),
) => {
  const response = await service.post(PATH, fields, { Authorization: `Bearer ${access}` });
  return { ...response, tokens: response.json as unknown as Tokens };
};

describe.each(DATABASES)('POST /api/me/password/ (%s)', (kind) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(kind)));
  afterAll(() => service.stop());

  const logInStatus = async (username: string, password: string) =>
    (await service.logInAs({ username, password })).status;

  /** The statuses of a request with the access token and of a refresh. */
  const statusesOf = async ({ access, refresh }: Tokens) => [
    (await service.me(access)).status,
    (await service.refresh(refresh)).status,
  ];

  it('changes the password, revokes every session of the user and returns the pair of a new one', async () => {
    const first = await service.logIn();
    const second = await service.obtain(first.username);
    const bystander = await service.logIn();
    const { status, text, tokens } = await change(service, first.access);
    expect([status, Object.keys(JSON.parse(text) as object)]).toEqual([200, ['refresh', 'access']]);
    expect(await logInStatus(first.username, PASSWORD)).toBe(401);
    expect(await logInStatus(first.username, NEW_PASSWORD)).toBe(200);
    for (const revoked of [first, second]) {
      expect(await statusesOf(revoked)).toEqual([401, 401]);
      expect((await service.read(sidOf(revoked.refresh))).revokedReason).toBe('password_change');
    }
    expect(await statusesOf(tokens)).toEqual([200, 200]);
    expect(await statusesOf(bystander)).toEqual([200, 200]);
  });

  it('reports the change, the revoked sessions and the new session', async () => {
    const { access, id: userId } = await service.logIn();
    const events = await service.eventsDuring(() => change(service, access));
    const client = { ip: '127.0.0.1', userAgent: expect.any(String) };
    expect(events).toMatchObject([
      { type: 'authn_password_change', userId },
      { type: 'authn_token_revoked', reason: 'password_change', sid: null, userId, client },
      { type: 'authn_login_success', userId },
      { type: 'authn_token_created', userId },
    ]);
  });

  it('reports a wrong current password as a failed log-in, and changes nothing', async () => {
    const { id: userId, username, ...tokens } = await service.logIn();
    const wrong = () => change(service, tokens.access, fieldsOf('wrong', NEW_PASSWORD));
    const [event] = await service.eventsDuring(wrong);
    expect(event).toMatchObject({ type: 'authn_login_fail', reason: 'wrong_password', userId });
    expect(await logInStatus(username, PASSWORD)).toBe(200);
    expect(await statusesOf(tokens)).toEqual([200, 200]);
  });

  it('one of 8 simultaneous changes succeeds, and its session stays active', async () => {
    const { access, username } = await service.logIn();
    const passwords = Array.from({ length: 8 }, (_, index) => `${NEW_PASSWORD} ${index}`);
    const changes = await Promise.all(
      passwords.map((next) => change(service, access, fieldsOf(PASSWORD, next))),
    );
    const succeeded = changes.filter(({ status }) => status === 200);
    expect(succeeded).toHaveLength(1);
    // The others find the session revoked or the password changed.
    for (const { status } of changes) expect([200, 400, 401]).toContain(status);
    expect(await statusesOf(succeeded[0]!.tokens)).toEqual([200, 200]);
    const index = changes.indexOf(succeeded[0]!);
    const statuses = await Promise.all(passwords.map((next) => logInStatus(username, next)));
    expect(statuses).toEqual(passwords.map((_, other) => (other === index ? 200 : 401)));
  });

  it('no log-in and no refresh that runs at the same time survives', async () => {
    const { username, access } = await service.logIn();
    const sessions = await Promise.all(Array.from({ length: 4 }, () => service.obtain(username)));
    const logIns = sessions.map(() => service.logInAs({ username, password: PASSWORD }));
    const changed = change(service, access);
    const refreshes = sessions.map(({ refresh }) => service.refresh(refresh));
    const responses = await Promise.all([...logIns, ...refreshes]);
    const { status, tokens } = await changed;
    expect(status).toBe(200);
    const issued = responses.filter((response) => response.status === 200);
    for (const old of [...sessions, ...issued.map((response) => response.tokens)]) {
      expect((await service.refresh(old.refresh)).status).toBe(401);
      expect((await service.me(old.access)).status).toBe(401);
    }
    expect(await statusesOf(tokens)).toEqual([200, 200]);
  });
});

describe('POST /api/me/password/', () => {
  it('the new password works in every Unicode form, however it was typed', async () => {
    const service = await TestService.start('sqlite');
    const { access, username } = await service.logIn();
    const typed = 'cafe\u0301 cre\u0300me bru\u0302le\u0301e';
    expect((await change(service, access, fieldsOf(PASSWORD, typed))).status).toBe(200);
    for (const password of [typed, typed.normalize('NFC'), 'ｃａｆé crème brûlée'])
      expect((await service.logInAs({ username, password })).status).toBe(200);
    expect((await service.logInAs({ username, password: 'cafe creme brulee' })).status).toBe(401);
    await service.stop();
  });

  it('requires at least PASSWORD_MIN_LENGTH characters', async () => {
    const service = await TestService.start('sqlite', { PASSWORD_MIN_LENGTH: '10' });
    const { access } = await service.logIn();
    const { status, json } = await change(service, access, fieldsOf(PASSWORD, 'x7Kd-q2!v'));
    const message = 'This password is too short. It must contain at least 10 characters.';
    expect([status, json]).toEqual([400, { new_password: [message] }]);
    expect((await change(service, access, fieldsOf(PASSWORD, 'x7Kd-q2!vP'))).status).toBe(200);
    await service.stop();
  });

  it('sets new cookies, and revokes the session of the previous ones', async () => {
    const transport = { REFRESH_TOKEN_TRANSPORT: 'cookie', ACCESS_TOKEN_TRANSPORT: 'cookie' };
    const service = await TestService.start('sqlite', transport);
    await service.users.create({ username: 'carol', password: PASSWORD });
    const page = new CookiePage(service.url);
    await page.logIn({ username: 'carol', password: PASSWORD });
    const before = new Map(page.jar);
    const fields = fieldsOf(PASSWORD, NEW_PASSWORD);
    const foreign = { 'Sec-Fetch-Site': 'cross-site' };
    expect((await page.postSameOrigin(PATH, fields, foreign)).status).toBe(403);
    const { status, json } = await page.postSameOrigin(PATH, fields);
    expect([status, json]).toEqual([200, { refresh_jti: expect.any(String) }]);
    for (const [name, value] of before) expect(page.jar.get(name)).not.toBe(value);
    expect(page.jar.size).toBe(3);
    expect((await page.get('/api/me/')).status).toBe(200);
    expect((await page.refresh(String(json['refresh_jti']))).status).toBe(200);
    const [old] = [...before].filter(([name]) => name.endsWith('session'));
    expect((await service.read(old![1])).revokedReason).toBe('password_change');
    await service.stop();
  });

  it('returns a cookie when the client requests one, otherwise a body', async () => {
    const service = await TestService.start('sqlite', { REFRESH_TOKEN_TRANSPORT: 'both' });
    const { access } = await service.logIn();
    const headers = { 'X-Refresh-Token-Transport': 'cookie', 'X-Requested-With': 'fetch' };
    const authorized = { ...headers, Authorization: `Bearer ${access}` };
    const changed = await service.post(PATH, fieldsOf(PASSWORD, NEW_PASSWORD), authorized);
    expect(Object.keys(changed.json)).toEqual(['access', 'refresh_jti']);
    const next = fieldsOf(NEW_PASSWORD, PASSWORD);
    const again = await change(service, String(changed.json['access']), next);
    expect(Object.keys(again.json)).toEqual(['refresh', 'access']);
    await service.stop();
  });
});
