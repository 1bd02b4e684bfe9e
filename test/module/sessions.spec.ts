import { describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AuthModuleExtras, AuthModuleOptions } from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { CookiePage } from '../support/cookie-page.js';
import type { HttpResponse } from '../support/http-client.js';
import { claimsOf, SECRET, sidOf, sign } from '../support/jwt.js';
import { type Parts, type Platform, PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, memoryAuth } from './support/customers.js';

type Options = Partial<AuthModuleOptions> & Pick<AuthModuleExtras, 'routes' | 'refreshTokenStore'>;

const start = (options: Options, platform: Platform, prepare?: Parts['prepare']) =>
  TestApplication.start({
    imports: [memoryAuth(options)],
    platform,
    ...(prepare && { prepare }),
  });

const bearer = (access: string) => ({ Authorization: `Bearer ${access}` });
const idsIn = ({ json }: HttpResponse) =>
  (json['results'] as { id: string }[]).map(({ id }) => id).sort();

describe.each(PLATFORMS)('the routes of sessions on %s', (platform) => {
  it('list and revoke the sessions of the user', async () => {
    const application = await start({}, platform);
    const [first, second, third] = [
      await application.obtain(),
      await application.obtain(),
      await application.obtain(),
    ];
    const remove = (path: string) =>
      application.send('DELETE', `/api/sessions${path}`, undefined, bearer(first.access));
    const sids = [first, second, third].map(({ refresh }) => sidOf(refresh)).sort();
    const list = () => application.getWithToken('/api/sessions', first.access);
    expect(idsIn(await list())).toEqual(sids);

    const one = await remove(`/${sidOf(second.refresh)}`);
    expect([one.status, one.text, one.headers.get('cache-control')]).toEqual([204, '', 'no-store']);
    expect(await application.statusOf('/api/me', second.access)).toBe(401);
    const again = await remove(`/${sidOf(second.refresh)}/`);
    expect([again.status, again.json]).toEqual([404, { detail: 'Not found.' }]);

    expect((await remove('/')).status).toBe(204);
    expect(idsIn(await list())).toEqual([sidOf(first.refresh)]);
    expect(await application.statusOf('/api/me', third.access)).toBe(401);
    expect((await remove('?all=true')).status).toBe(204);
    expect((await list()).status).toBe(401);
  });

  it('responds to HEAD as to GET, without a body', async () => {
    const application = await start({}, platform);
    const { access } = await application.obtain();
    const response = await application.send('HEAD', '/api/sessions/', undefined, bearer(access));
    expect([response.status, response.text]).toEqual([200, '']);
  });

  it('link to other pages under the prefix, with the scheme and the Host of the request', async () => {
    const application = await start({ routes: 'v2/auth' }, platform);
    const { access } = await application.obtain(CREDENTIALS, '/v2/auth/token');
    await application.obtain(CREDENTIALS, '/v2/auth/token');
    const first = await application.getWithToken('/v2/auth/sessions?page_size=1&x=1', access);
    expect(first.json['next']).toMatch(
      new RegExp(`^${application.url}/v2/auth/sessions\\?cursor=[\\w%]+&page_size=1$`),
    );
    const next = await application.getWithToken(String(first.json['next']), access);
    expect([next.json['next'], idsIn(next)]).toEqual([null, expect.not.arrayContaining(idsIn(first))]); // prettier-ignore
    const back = await application.getWithToken(String(next.json['previous']), access);
    expect(idsIn(back)).toEqual(idsIn(first));
  });

  it('revoke the other sessions by an access token whose session is not checked', async () => {
    const application = await start({ accessTokenCheck: 'signature' }, platform);
    const [first, second] = [await application.obtain(), await application.obtain()];
    const all = ['DELETE', '/api/sessions/', undefined, bearer(first.access)] as const;
    expect((await application.send(...all)).status).toBe(204);
    expect((await application.refresh(second.refresh)).status).toBe(401);
    expect((await application.refresh(first.refresh)).status).toBe(200);
  });

  it('treat no session as the current one when the access token has no sid', async () => {
    const application = await start({ accessTokenCheck: 'signature' }, platform);
    const { access, refresh } = await application.obtain();
    const withoutSid = sign({ ...claimsOf(access), sid: undefined }, SECRET);
    const { json } = await application.getWithToken('/api/sessions/', withoutSid);
    expect(json['results']).toMatchObject([{ id: sidOf(refresh), current: false }]);
    const all = ['DELETE', '/api/sessions/', undefined, bearer(withoutSid)] as const;
    expect((await application.send(...all)).status).toBe(204);
    expect((await application.refresh(refresh)).status).toBe(401);
  });

  it('respond 404 for an expired session', async () => {
    const store = new MemoryRefreshTokenStore(new Customers());
    const application = await start({ refreshTokenStore: store }, platform);
    const { access } = await application.obtain();
    const sid = sidOf((await application.obtain()).refresh);
    store.overwrite({ ...(await store.find(sid))!, expiresAt: Date.now() - 1 });
    const path = `/api/sessions/${sid}/`;
    const { status } = await application.send('DELETE', path, undefined, bearer(access));
    expect(status).toBe(404);
  });

  it('require the custom header when an access cookie authenticates a DELETE', async () => {
    const cookies = { refreshTokenTransport: 'cookie', accessTokenTransport: 'cookie' } as const;
    const application = await start(cookies, platform);
    const page = new CookiePage(application.url);
    await page.logIn(CREDENTIALS);
    const cookie = [...page.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const remove = (headers: Record<string, string>) =>
      application.send('DELETE', '/api/sessions/?all=true', undefined, { cookie, ...headers });
    expect((await remove({})).status).toBe(403);
    expect((await page.get('/api/sessions/')).status).toBe(200);
    expect((await remove({ 'X-Requested-With': 'page' })).status).toBe(204);
  });
});

it('links begin with publicUrl, and not with the Host of the request', async () => {
  const application = await start({ publicUrl: 'https://api.example.org' }, 'express');
  const { access } = await application.obtain();
  await application.obtain();
  const { json } = await application.get('/api/sessions/?page_size=1', bearer(access));
  expect(json['next']).toMatch(/^https:\/\/api\.example\.org\/api\/sessions\/\?cursor=/);
});

it('links have the scheme of the proxy that Express trusts', async () => {
  const trust = (app: INestApplication) => (app as NestExpressApplication).set('trust proxy', 1);
  const application = await start({}, 'express', trust);
  const { access } = await application.obtain();
  await application.obtain();
  const headers = { ...bearer(access), 'X-Forwarded-Proto': 'https' };
  const { json } = await application.get('/api/sessions/?page_size=1', headers);
  expect(json['next']).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/api\/sessions\/\?cursor=/);
});
