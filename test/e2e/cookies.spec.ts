import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { CookiePage } from '../support/cookie-page.js';
import type { HttpResponse, RequestHeaders } from '../support/http-client.js';
import { claimsOf, sidOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const COOKIE = '__Host-Http-keyturn-refresh';
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';
const SESSION_COOKIE = '__Host-Http-keyturn-session';
const CLEARED = `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;
const SESSION_CLEARED = `${SESSION_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`;

/** The cookies of a log-in. */
const firstCookies = (refresh: string): string[] => [
  `${COOKIE}=${refresh}; Max-Age=86400; ${ATTRIBUTES}`,
  `${SESSION_COOKIE}=${sidOf(refresh)}; Max-Age=2592000; ${ATTRIBUTES}`,
];

let users = 0;

/** @returns a page that has logged in as a new user */
async function loggedIn(service: TestService, headers: RequestHeaders = {}) {
  const username = `page-user-${++users}`;
  await service.users.create({ username, password: PASSWORD });
  const page = new CookiePage(service.url);
  const response = await page.logIn({ username, password: PASSWORD }, headers);
  expect(response.status).toBe(200);
  return { page, response, username, refresh: page.refreshToken ?? '' };
}

const cookiesOf = ({ headers }: HttpResponse): string[] => headers.getSetCookie();

describe('the cookie transport', () => {
  let service: TestService;
  beforeAll(async () => {
    const variables = {
      REFRESH_TOKEN_TRANSPORT: 'cookie',
      CORS_ORIGINS: 'https://app.example.org',
    };
    service = await TestService.start('sqlite', variables);
  });
  afterAll(() => service.stop());

  it('sets the refresh token as a cookie with the strictest attributes, and not in the body', async () => {
    const { response, refresh } = await loggedIn(service);
    expect(cookiesOf(response)).toEqual(firstCookies(refresh));
    expect(Object.keys(response.json)).toEqual(['access', 'refresh_jti']);
    expect(response.json['refresh_jti']).toBe(claimsOf(refresh)['jti']);
    expect(response.text).not.toContain(refresh);
  });

  it('rotates the token of the cookie and sets its successor, whose Max-Age ends with it', async () => {
    const { page, refresh } = await loggedIn(service);
    service.pass(60_000);
    const response = await page.refresh();
    expect(response.status).toBe(200);
    expect(claimsOf(page.refreshToken ?? '')['gen']).toBe(1);
    expect(page.refreshToken).not.toBe(refresh);
    const successor = `${COOKIE}=${page.refreshToken}; Max-Age=86400; ${ATTRIBUTES}`;
    expect(cookiesOf(response)).toEqual([successor]);
    expect((await service.me(String(response.json['access']))).status).toBe(200);
  });

  it('sets the cookie again when the page repeats a refresh, for the time that its token still lasts', async () => {
    const { page, refresh } = await loggedIn(service);
    const jti = page.refreshJti;
    const first = await page.refresh();
    const successor = page.refreshToken;
    page.jar.set(COOKIE, refresh);
    service.pass(100_000);
    const second = await page.refresh(jti);
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(page.refreshToken).toBe(successor);
    expect(cookiesOf(second)[0]).toContain('Max-Age=86300;');
  });

  it('names the token of the cookie when the page expects another one, and consumes nothing', async () => {
    const { page, refresh } = await loggedIn(service);
    const jti = page.refreshJti;
    const response = await page.refresh('0'.repeat(32));
    expect([response.status, response.json]).toEqual([
      422,
      { detail: 'The cookie has another refresh token than refresh_jti.', refresh_jti: jti },
    ]);
    expect(cookiesOf(response)).toEqual([]);
    expect((await service.read(sidOf(refresh))).generation).toBe(0);
    expect((await page.refresh()).status).toBe(200);
  });

  it.each([
    [null, 'This field may not be null.'],
    [{}, 'Not a valid string.'],
    ['', 'This field may not be blank.'],
  ])('rejects the refresh_jti %j', async (value, message) => {
    const { page } = await loggedIn(service);
    const body = { refresh_jti: value };
    const { status, json } = await page.postSameOrigin('/api/token/refresh/', body);
    expect([status, json]).toEqual([400, { refresh_jti: [message] }]);
  });

  it('revokes the session and clears the cookies when the page logs out', async () => {
    const { page, refresh } = await loggedIn(service);
    const response = await page.logOut();
    expect([response.status, response.text]).toEqual([200, '{}']);
    expect(cookiesOf(response)).toEqual([CLEARED, SESSION_CLEARED]);
    expect((await service.read(sidOf(refresh))).revokedReason).toBe('logout');
  });

  it.each(['refresh', 'blacklist'])('responds 401 to %s without a cookie', async (endpoint) => {
    const page = new CookiePage(service.url);
    const response = await page.postSameOrigin(`/api/token/${endpoint}/`, {});
    expect([response.status, response.json['code']]).toEqual([401, 'token_not_valid']);
    expect(cookiesOf(response)).toEqual([]);
  });

  it('ignores a refresh token in the body', async () => {
    const { page, refresh } = await loggedIn(service);
    page.jar.clear();
    const { status } = await page.postSameOrigin('/api/token/refresh/', { refresh });
    expect(status).toBe(401);
    expect((await service.read(sidOf(refresh))).generation).toBe(0);
  });

  it('clears the cookie of a reused token, whose session is revoked', async () => {
    const { page, refresh } = await loggedIn(service);
    await page.refresh();
    page.jar.set(COOKIE, refresh);
    const thief = new CookiePage(service.url);
    thief.jar.set(COOKIE, refresh);
    const response = await thief.refresh(String(claimsOf(refresh)['jti']));
    expect([response.status, cookiesOf(response)]).toEqual([401, [CLEARED]]);
    expect((await service.read(sidOf(refresh))).revokedReason).toBe('reuse');
  });

  it('keeps the cookie when an older request of the page is late, because the session is active', async () => {
    const { page, refresh } = await loggedIn(service);
    const jti = page.refreshJti;
    await page.refresh();
    await page.refresh();
    const late = new CookiePage(service.url);
    late.jar.set(COOKIE, refresh);
    const headers = { 'Idempotency-Key': page.keyOf(jti) };
    const response = await late.refresh(jti, headers);
    expect([response.status, cookiesOf(response)]).toEqual([401, []]);
    expect((await page.refresh()).status).toBe(200);
  });

  it('clears an expired or invalid cookie', async () => {
    const { page } = await loggedIn(service);
    service.pass(86_400_000);
    expect(cookiesOf(await page.refresh())).toEqual([CLEARED]);
    page.jar.set(COOKIE, 'not.a.token');
    expect(cookiesOf(await page.refresh())).toEqual([CLEARED]);
    page.jar.set(COOKIE, 'not.a.token');
    expect(cookiesOf(await page.logOut())).toEqual([CLEARED]);
  });

  it('revokes the session of the cookie when the browser logs in again', async () => {
    const { page, refresh, username } = await loggedIn(service);
    const events = await service.eventsDuring(async () => {
      expect((await page.logIn({ username, password: PASSWORD })).status).toBe(200);
    });
    expect((await service.read(sidOf(refresh))).revokedReason).toBe('replaced');
    expect((await service.read(sidOf(page.refreshToken ?? ''))).revokedAt).toBeNull();
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'authn_token_revoked', reason: 'replaced' }),
    );
  });

  it('revokes the session of a cookie that has expired, which a thief has refreshed since', async () => {
    const { page, refresh, username } = await loggedIn(service);
    service.pass(43_200_000);
    const thief = new CookiePage(service.url);
    thief.jar.set(COOKIE, refresh);
    await thief.refresh(page.refreshJti);
    service.pass(43_200_000);
    page.jar.delete(COOKIE);
    expect((await page.logIn({ username, password: PASSWORD })).status).toBe(200);
    expect((await service.read(sidOf(refresh))).revokedReason).toBe('replaced');
    expect((await thief.refresh()).status).toBe(401);
  });

  it('keeps the session of another user whose ID is in the cookie', async () => {
    const { page, username } = await loggedIn(service);
    const other = await loggedIn(service);
    page.jar.delete(COOKIE);
    page.jar.set(SESSION_COOKIE, sidOf(other.refresh));
    expect((await page.logIn({ username, password: PASSWORD })).status).toBe(200);
    expect((await service.read(sidOf(other.refresh))).revokedAt).toBeNull();
  });

  it.each(['no-session', '%00', '%ff', 'x'.repeat(5000)])(
    'logs in despite an invalid session cookie: %.20s',
    async (sid) => {
      const { page, username } = await loggedIn(service);
      page.jar.delete(COOKIE);
      page.jar.set(SESSION_COOKIE, sid);
      expect((await page.logIn({ username, password: PASSWORD })).status).toBe(200);
    },
  );

  it('keeps the session of the cookie when the password is wrong', async () => {
    const { page, refresh, username } = await loggedIn(service);
    expect((await page.logIn({ username, password: 'wrong' })).status).toBe(401);
    expect((await service.read(sidOf(refresh))).revokedAt).toBeNull();
    expect((await page.refresh()).status).toBe(200);
  });

  it('logs in despite an invalid cookie', async () => {
    const { page, username } = await loggedIn(service);
    page.jar.set(COOKIE, 'not.a.token');
    expect((await page.logIn({ username, password: PASSWORD })).status).toBe(200);
  });

  describe('requests of other sites', () => {
    const JSON_TYPE = { 'Content-Type': 'application/json' };
    const CUSTOM = { 'X-Requested-With': 'fetch' };
    const FOREIGN = 'Requests with cookies are not accepted from this origin.';
    const NO_HEADER = 'Requests with cookies need the header X-Requested-With or Idempotency-Key.';
    const NO_JSON = 'Requests with cookies need Content-Type: application/json.';
    const REFUSED: [string, RequestHeaders, string][] = [
      ['another site', { ...JSON_TYPE, ...CUSTOM, 'Sec-Fetch-Site': 'cross-site' }, FOREIGN],
      ['a subdomain', { ...JSON_TYPE, ...CUSTOM, 'Sec-Fetch-Site': 'same-site' }, FOREIGN],
      ['an unlisted origin', { ...JSON_TYPE, ...CUSTOM, Origin: 'https://evil.example' }, FOREIGN],
      ['a sandboxed page', { ...JSON_TYPE, ...CUSTOM, Origin: 'null' }, FOREIGN],
      ['a page without a custom header', JSON_TYPE, NO_HEADER],
      ['a form', { ...CUSTOM, 'Content-Type': 'application/x-www-form-urlencoded' }, NO_JSON],
    ];

    it.each(REFUSED)('refuses a refresh and a log-out of %s', async (_, headers, detail) => {
      const { page, refresh } = await loggedIn(service);
      for (const path of ['/api/token/refresh/', '/api/token/blacklist/']) {
        const response = await page.send('POST', path, Buffer.from('{}'), headers);
        expect([response.status, response.json]).toEqual([403, { detail }]);
        expect(cookiesOf(response)).toEqual([]);
      }
      expect(await service.read(sidOf(refresh))).toMatchObject({ generation: 0, revokedAt: null });
    });

    it.each(REFUSED)('refuses a log-in of %s', async (_, headers, detail) => {
      const { page, username } = await loggedIn(service);
      page.jar.clear();
      const body = Buffer.from(JSON.stringify({ username, password: PASSWORD }));
      const response = await page.send('POST', '/api/token/', body, headers);
      expect([response.status, response.json, page.jar.size]).toEqual([403, { detail }, 0]);
    });

    it.each(['text/plain', 'multipart/form-data', ''])(
      'refuses the type %s, which a page sends without a preflight',
      async (type) => {
        const { page, refresh } = await loggedIn(service);
        const headers = { ...CUSTOM, 'Content-Type': type };
        for (const path of ['/api/token/', '/api/token/refresh/', '/api/token/blacklist/']) {
          expect((await page.send('POST', path, Buffer.from('{}'), headers)).status).toBe(415);
        }
        expect(page.refreshToken).toBe(refresh);
        expect((await service.read(sidOf(refresh))).generation).toBe(0);
      },
    );

    it('accepts a page of an origin in CORS_ORIGINS', async () => {
      const headers = { Origin: 'https://app.example.org', 'Sec-Fetch-Site': 'same-site' };
      const { page } = await loggedIn(service, headers);
      expect((await page.refresh(page.refreshJti, headers)).status).toBe(200);
    });

    it('accepts an idempotency key in place of X-Requested-With', async () => {
      const { page } = await loggedIn(service);
      const headers = { 'Idempotency-Key': page.keyOf(page.refreshJti) };
      expect((await page.post('/api/token/refresh/', {}, headers)).status).toBe(200);
    });
  });
});

describe('both transports', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start('sqlite', {
      REFRESH_TOKEN_TRANSPORT: 'both',
      ACCESS_TOKEN_TRANSPORT: 'cookie',
    });
  });
  afterAll(() => service.stop());

  const BY_COOKIE = { 'X-Refresh-Token-Transport': 'cookie' };

  it('sends tokens in the body to a client that does not request a cookie', async () => {
    const response = await service.logInAs(await credentialsOf(service));
    expect(Object.keys(response.json)).toEqual(['refresh', 'access']);
    expect(cookiesOf(response)).toEqual([]);
    const refreshed = await service.refresh(response.tokens.refresh);
    expect(Object.keys(refreshed.json)).toEqual(['access', 'refresh']);
    expect((await service.blacklist(refreshed.tokens.refresh)).status).toBe(200);
  });

  it('needs the field refresh when the request has no cookie', async () => {
    const { status, json } = await service.post('/api/token/refresh/', {});
    expect([status, json]).toEqual([400, { refresh: ['This field is required.'] }]);
  });

  it('rejects a page whose cookie has expired like one whose session has ended', async () => {
    const { page } = await loggedIn(service, BY_COOKIE);
    page.jar.delete(COOKIE);
    const { status, json } = await page.refresh();
    expect([...page.jar.keys()]).toEqual([SESSION_COOKIE]);
    const detail = 'Token is invalid or expired';
    expect([status, json]).toEqual([401, { detail, code: 'token_not_valid' }]);
  });

  it('sends both tokens as cookies to a client that requests it', async () => {
    const { page, response } = await loggedIn(service, BY_COOKIE);
    expect(Object.keys(response.json)).toEqual(['refresh_jti']);
    expect(cookiesOf(response)).toEqual([
      ...firstCookies(page.refreshToken ?? ''),
      `__Host-Http-keyturn-access=${page.accessToken}; Max-Age=300; ${ATTRIBUTES}`,
    ]);
    expect((await page.refresh()).status).toBe(200);
    expect((await page.get('/api/me/')).status).toBe(200);
    await page.logOut();
    expect(page.jar.size).toBe(0);
    expect((await page.get('/api/me/')).status).toBe(401);
  });

  it('uses the token of the body when the request has both', async () => {
    const { page, refresh } = await loggedIn(service, BY_COOKIE);
    const tokens = await service.obtain((await credentialsOf(service)).username);
    const body = { refresh: tokens.refresh };
    const response = await page.post('/api/token/refresh/', body);
    expect(sidOf(String(response.json['refresh']))).toBe(sidOf(tokens.refresh));
    expect(page.refreshToken).toBe(refresh);
  });

  it('prefers the Authorization header to the cookie', async () => {
    const { page } = await loggedIn(service, BY_COOKIE);
    const { status } = await page.get('/api/me/', { Authorization: 'Bearer not.a.token' });
    expect(status).toBe(401);
  });

  it('rejects an unknown X-Refresh-Token-Transport', async () => {
    const headers = { 'X-Refresh-Token-Transport': 'header' };
    const response = await service.logInAs(await credentialsOf(service), headers);
    const detail = 'X-Refresh-Token-Transport must be body or cookie.';
    expect([response.status, response.json]).toEqual([400, { detail }]);
  });
});

it('rejects a client that requests a cookie when REFRESH_TOKEN_TRANSPORT is body', async () => {
  const service = await TestService.start('sqlite');
  const headers = { 'X-Refresh-Token-Transport': 'cookie' };
  const response = await service.logInAs(await credentialsOf(service), headers);
  expect(response.json).toEqual({ detail: 'X-Refresh-Token-Transport must be body.' });
  await service.stop();
});

it('sets cookies for a domain without the prefix that forbids it', async () => {
  const service = await TestService.start('sqlite', {
    REFRESH_TOKEN_TRANSPORT: 'cookie',
    COOKIE_DOMAIN: 'example.org',
    COOKIE_SAME_SITE: 'lax',
  });
  const page = new CookiePage(service.url);
  const response = await page.logIn(await credentialsOf(service));
  const [cookie] = cookiesOf(response);
  expect(cookie).toMatch(/^__Secure-keyturn-refresh=/);
  expect(cookie).toMatch(/; Domain=example\.org; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  await service.stop();
});

async function credentialsOf(service: TestService) {
  const username = `page-user-${++users}`;
  await service.users.create({ username, password: PASSWORD });
  return { username, password: PASSWORD };
}
