import { describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  Post,
  Req,
  UseGuards,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { type AuthModuleExtras, LocalAuthGuard, TokenService, type User } from '../../src/index.js';
import type { Tokens } from '../support/api-client.js';
import { type Parts, PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';
import { OrdersModule } from './support/orders.js';

/** A controller that an application writes in place of the routes of the module. */
@Controller({ path: 'sessions', version: VERSION_NEUTRAL })
class SessionsController {
  constructor(private readonly tokens: TokenService) {}

  @Post()
  @UseGuards(LocalAuthGuard)
  create(@Req() { user }: { user: User }) {
    return this.tokens.obtain(user);
  }
}

/** Shows that versioning is enabled. */
@Controller({ path: 'versioned', version: '1' })
class VersionedController {
  @Get()
  list() {
    return {};
  }
}

const start = (extras: Pick<AuthModuleExtras, 'routes'> = {}, parts: Parts = {}) =>
  TestApplication.start({
    imports: [memoryAuth(extras), OrdersModule],
    controllers: [VersionedController, SessionsController],
    ...parts,
  });

/**
 * The routes of the module, with the status of a request without credentials. A missing route has
 * 404.
 */
const ROUTES = [
  ['POST', 'token', 400],
  ['POST', 'token/refresh', 400],
  ['POST', 'token/verify', 400],
  ['POST', 'token/blacklist', 400],
  ['GET', 'me', 401],
  ['GET', 'sessions', 401],
] as const;

const FOUND = ROUTES.map(([, , status]) => [status, status]);
const NOT_FOUND = ROUTES.map(() => [404, 404]);

/** @returns the status of each route, without and with a trailing slash */
const statusesUnder = (application: TestApplication, prefix: string): Promise<number[][]> =>
  Promise.all(
    ROUTES.map(async ([method, path]) => {
      const send = async (url: string) =>
        method === 'GET' ? application.get(url) : application.post(url, {});
      const url = `${prefix}/${path}`;
      return [(await send(url)).status, (await send(`${url}/`)).status];
    }),
  );

describe.each(PLATFORMS)('the routes of the module on %s', (platform) => {
  it('serves the routes of the module under /api, with and without a trailing slash', async () => {
    const application = await start({}, { platform });
    expect(await statusesUnder(application, '/api')).toEqual(FOUND);
    const { access } = await application.obtain(CREDENTIALS, '/api/token');
    for (const url of ['/api/me', '/api/me/']) {
      const { json } = await application.getWithToken(url, access);
      expect(json).toEqual({ id: '7', username: 'carol' });
    }
  });

  it.each([
    ['in the path', { type: VersioningType.URI, defaultVersion: '1' } as const],
    ['in a header', { type: VersioningType.HEADER, header: 'X-Version' } as const],
    ['in the media type', { type: VersioningType.MEDIA_TYPE, key: 'v=' } as const],
    ['by an extractor', { type: VersioningType.CUSTOM, extractor: () => '1' } as const],
  ])(
    'keeps the paths of the routes when the application uses versions %s',
    async (_, versioning) => {
      const prepare: Parts['prepare'] = (app) => app.enableVersioning(versioning);
      const application = await start({}, { platform, prepare });
      expect(await statusesUnder(application, '/api')).toEqual(FOUND);
      expect((await application.obtain()).access).toMatch(/^ey/);
      const headers = { 'X-Version': '1', Accept: 'application/json;v=1' };
      const responses = ['/v1/versioned', '/versioned'].map((url) => application.get(url, headers));
      expect((await Promise.all(responses)).filter(({ status }) => status === 200)).toHaveLength(1);
    },
  );
});

describe('the option routes', () => {
  it('serves no routes when routes is false, and controllers of the application can call the services', async () => {
    const application = await start({ routes: false });
    expect(await statusesUnder(application, '/api')).toEqual(NOT_FOUND);
    const wrong = { ...CREDENTIALS, password: 'wrong' };
    expect((await application.post('/sessions', wrong)).status).toBe(401);
    const { json } = await application.post('/sessions', CREDENTIALS);
    const { access, refresh } = json as unknown as Tokens;
    expect(await application.statusOf('/orders', access)).toBe(200);
    expect(await application.find(TokenService).refresh(refresh)).toHaveProperty('refresh');
  });

  it.each([
    ['auth', '/auth', '/api'],
    ['/auth/', '/auth', '/api'],
    ['auth/v1', '/auth/v1', '/api'],
    ['', '/v1', ''],
  ])('serves the routes with %j under %s and not under %j', async (routes, prefix, other) => {
    const application = await start(
      { routes },
      { prepare: (app) => routes === '' && app.setGlobalPrefix('v1') },
    );
    expect(await statusesUnder(application, prefix)).toEqual(FOUND);
    expect(await statusesUnder(application, other)).toEqual(NOT_FOUND);
  });
});
