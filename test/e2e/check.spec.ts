import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { DATABASES } from '../support/databases.js';
import type { RequestHeaders } from '../support/http-client.js';
import { claimsOf, SECRET, sidOf, sign } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const PATH = '/api/token/check/';
const NAME = 'Zoë 李雷+50%';
const INVALID = 'Bearer realm="api", error="invalid_token"';

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

const authHeadersOf = ({ headers }: { headers: Headers }) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-auth-')));

describe.each(DATABASES)('the check of a gateway (%s)', (database) => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start(database, { CHECK_CLAIMS: 'role,tenant_id' });
    await service.users.create({ username: NAME, password: PASSWORD });
  });
  afterAll(() => service.stop());

  const check = (headers: RequestHeaders, method = 'GET') =>
    service.send(method, PATH, undefined, headers);

  it.each(['GET', 'HEAD'])(
    'responds to %s with the user and the session, and no body',
    async (method) => {
      const { access } = await service.obtain(NAME);
      const response = await check(bearer(access), method);
      expect([response.status, response.text]).toEqual([204, '']);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(authHeadersOf(response)).toEqual({
        'x-auth-user-id': claimsOf(access)['user_id'],
        'x-auth-username': 'Zo%C3%AB%20%E6%9D%8E%E9%9B%B7%2B50%25',
        'x-auth-session-id': sidOf(access),
      });
    },
  );

  it('responds with the configured claims that the token has', async () => {
    const { access } = await service.obtain(NAME);
    const claims = { ...claimsOf(access), role: ['a', 'ü\r\n'], tenant_id: 7, plan: 'free' };
    const headers = authHeadersOf(await check(bearer(sign(claims, SECRET))));
    expect(headers).toMatchObject({
      'x-auth-claim-role': '["a","%C3%BC\\r\\n"]',
      'x-auth-claim-tenant-id': '7',
    });
    expect(headers).not.toHaveProperty('x-auth-claim-plan');
  });

  it('rejects a token that has expired, with the response of /api/me/', async () => {
    const { access } = await service.obtain(NAME);
    service.pass(301_000);
    const [response, me] = [await check(bearer(access)), await service.me(access)];
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, INVALID]);
    expect([response.text, authHeadersOf(response)]).toEqual([me.text, {}]);
  });

  it('rejects the token of a session after its log-out', async () => {
    const { access, refresh } = await service.obtain(NAME);
    expect((await check(bearer(access))).status).toBe(204);
    await service.blacklist(refresh);
    service.pass(1_001);
    const { status, headers } = await check(bearer(access));
    expect([status, headers.get('www-authenticate')]).toEqual([401, INVALID]);
  });

  it('rejects a request without a token, and names no user', async () => {
    const response = await check({});
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ]);
    expect(authHeadersOf(response)).toEqual({});
  });
});

describe('the check of a gateway without sessions', () => {
  it('names no user with ACCESS_TOKEN_CHECK=signature, because it reads none', async () => {
    const service = await TestService.start('sqlite', { ACCESS_TOKEN_CHECK: 'signature' });
    const { access } = await service.logIn();
    const response = await service.get(PATH, bearer(access));
    expect([response.status, Object.keys(authHeadersOf(response))]).toEqual([
      204,
      ['x-auth-session-id', 'x-auth-user-id'],
    ]);
    await service.stop();
  });
});

describe.each([
  ['a trusted proxy', '1'],
  ['a client', '0'],
] as const)('the check of a cookie for %s', (_, TRUST_PROXY) => {
  let service: TestService;
  let cookie: RequestHeaders;
  beforeAll(async () => {
    const variables = {
      TRUST_PROXY,
      REFRESH_TOKEN_TRANSPORT: 'both',
      ACCESS_TOKEN_TRANSPORT: 'cookie',
    };
    service = await TestService.start('sqlite', variables);
    const { access } = await service.logIn();
    cookie = { Cookie: `__Host-Http-keyturn-access=${access}` };
  });
  afterAll(() => service.stop());

  const isTrusted = TRUST_PROXY === '1';
  const CROSS_SITE = { 'Sec-Fetch-Site': 'cross-site', 'X-Requested-With': 'fetch' };
  const OWN = { 'Sec-Fetch-Site': 'same-origin', 'X-Requested-With': 'fetch' };

  const statusOf = async (headers: RequestHeaders) =>
    (await service.get(PATH, { ...cookie, ...headers })).status;

  it.each([
    ['no method', {}, 403],
    ['X-Original-Method: GET', { 'X-Original-Method': 'GET' }, isTrusted ? 204 : 403],
    ['X-Forwarded-Method: HEAD', { 'X-Forwarded-Method': 'HEAD' }, isTrusted ? 204 : 403],
    ['X-Original-Method: POST', { 'X-Original-Method': 'POST' }, 403],
    ['X-Forwarded-Method: DELETE', { 'X-Forwarded-Method': 'DELETE' }, 403],
    ['X-Original-Method: get', { 'X-Original-Method': 'get' }, 403],
    ['an empty X-Original-Method', { 'X-Original-Method': '' }, 403],
    ['two methods', { 'X-Original-Method': 'GET', 'X-Forwarded-Method': 'POST' }, 403],
  ])('responds to a page of another site with %s: %j %i', async (_name, method, status) => {
    expect(await statusOf({ ...CROSS_SITE, ...method })).toBe(status);
  });

  it('allows a page of the same origin with any method', async () => {
    for (const method of [{}, { 'X-Original-Method': 'POST' }])
      expect(await statusOf({ ...OWN, ...method })).toBe(204);
  });

  it('does not check the site of a request with a bearer token', async () => {
    const { access } = await service.logIn();
    expect(await statusOf({ ...CROSS_SITE, ...bearer(access) })).toBe(204);
  });
});
