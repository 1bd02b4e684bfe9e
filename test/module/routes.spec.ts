import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplication,
  Post,
  Req,
  UseGuards,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import {
  AuthModule,
  type AuthModuleExtras,
  LocalAuthGuard,
  TokenService,
  type User,
} from '../../src/index.js';
import { SECRET, type Tokens } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

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
] as const;

let application: TestApplication;
afterEach(() => application.stop());

async function statusesUnder(prefix: string): Promise<number[][]> {
  const statusesOf = async ([method, path]: (typeof ROUTES)[number]) => {
    const url = `${prefix}/${path}`;
    const send = (target: string) =>
      method === 'GET' ? application.get(target) : application.post(target, {});
    return [(await send(url)).status, (await send(`${url}/`)).status];
  };
  return Promise.all(ROUTES.map(statusesOf));
}

const FOUND = ROUTES.map(([, , status]) => [status, status]);
const NOT_FOUND = ROUTES.map(() => [404, 404]);

describe.each(PLATFORMS)('the routes of the module on %s', (platform) => {
  const start = async (extras: AuthModuleExtras, prepare?: (app: INestApplication) => void) => {
    const auth = AuthModule.forRoot({ secret: SECRET, ...ownPorts(), ...extras });
    const parts = {
      imports: [auth, OrdersModule],
      controllers: [VersionedController, SessionsController],
    };
    application = await TestApplication.start(platform, parts, prepare && { prepare });
  };

  it('serves the routes of the module under /api, with and without a trailing slash', async () => {
    await start({});
    expect(await statusesUnder('/api')).toEqual(FOUND);
    const { access } = await application.obtain(CREDENTIALS, '/api/token');
    for (const url of ['/api/me', '/api/me/']) {
      expect((await application.getWithToken(url, access)).json).toEqual({
        id: '7',
        username: 'carol',
      });
    }
  });

  it('serves no routes when routes is false, and controllers of the application can call the services', async () => {
    await start({ routes: false });
    expect(await statusesUnder('/api')).toEqual(NOT_FOUND);
    expect(
      (await application.post('/sessions', { ...CREDENTIALS, password: 'wrong' })).status,
    ).toBe(401);
    const { access, refresh } = (await application.post('/sessions', CREDENTIALS))
      .json as unknown as Tokens;
    expect((await application.getWithToken('/orders', access)).status).toBe(200);
    expect(await application.find(TokenService).refresh(refresh)).toHaveProperty('refresh');
  });

  it.each(['auth', '/auth/', 'auth/v1'])(
    'serves the routes under the prefix in the routes option: %s',
    async (routes) => {
      await start({ routes });
      expect(await statusesUnder(`/${routes.replace(/^\/|\/$/g, '')}`)).toEqual(FOUND);
      expect(await statusesUnder('/api')).toEqual(NOT_FOUND);
    },
  );

  it('serves the routes directly under the global prefix of the application when routes is empty', async () => {
    await start({ routes: '' }, (app) => app.setGlobalPrefix('v1'));
    expect(await statusesUnder('/v1')).toEqual(FOUND);
    expect(await statusesUnder('')).toEqual(NOT_FOUND);
  });

  it.each([
    ['in the path', { type: VersioningType.URI, defaultVersion: '1' } as const],
    ['in a header', { type: VersioningType.HEADER, header: 'X-Version' } as const],
    ['in the media type', { type: VersioningType.MEDIA_TYPE, key: 'v=' } as const],
    ['by an extractor', { type: VersioningType.CUSTOM, extractor: () => '1' } as const],
  ])(
    'keeps the paths of the routes when the application uses versions %s',
    async (_, versioning) => {
      await start({}, (app) => app.enableVersioning(versioning));
      expect(await statusesUnder('/api')).toEqual(FOUND);
      expect((await application.obtain()).access).toMatch(/^ey/);
      const headers = { 'X-Version': '1', Accept: 'application/json;v=1' };
      const responses = ['/v1/versioned', '/versioned'].map((url) => application.get(url, headers));
      expect((await Promise.all(responses)).filter(({ status }) => status === 200)).toHaveLength(1);
    },
  );
});

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
