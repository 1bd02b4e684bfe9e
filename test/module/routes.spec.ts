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
  type AuthenticatedUser,
  LocalAuthGuard,
  TokenService,
} from '../../src/index.js';
import { SECRET, type Tokens } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { Host, PLATFORMS } from './support/host.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

/** Where our routes are, and how each answers who knows nothing of it: 404 is no answer of ours. */
const ANSWERS = [
  ['POST', 'token', 400],
  ['POST', 'token/refresh', 400],
  ['POST', 'token/verify', 400],
  ['POST', 'token/blacklist', 400],
  ['GET', 'me', 401],
] as const;

let host: Host;
afterEach(() => host.stop());

async function statusesUnder(prefix: string): Promise<number[][]> {
  const statusesOf = async ([method, path]: (typeof ANSWERS)[number]) => {
    const at = `${prefix}/${path}`;
    const ask = (where: string) => (method === 'GET' ? host.get(where) : host.post(where, {}));
    return [(await ask(at)).status, (await ask(`${at}/`)).status];
  };
  return Promise.all(ANSWERS.map(statusesOf));
}

const HERE = ANSWERS.map(([, , status]) => [status, status]);
const UNKNOWN_CLIENT = ANSWERS.map(() => [404, 404]);

describe.each(PLATFORMS)('our routes on %s', (platform) => {
  const start = async (extras: AuthModuleExtras, prepare?: (app: INestApplication) => void) => {
    const auth = AuthModule.forRoot({ secret: SECRET, ...ownPorts(), ...extras });
    const parts = {
      imports: [auth, OrdersModule],
      controllers: [VersionedController, SessionsController],
    };
    host = await Host.start(platform, parts, prepare && { prepare });
  };

  it('are under /api, with a slash at the end and without', async () => {
    await start({});
    expect(await statusesUnder('/api')).toEqual(HERE);
    const { access } = await host.obtain(CREDENTIALS, '/api/token');
    for (const at of ['/api/me', '/api/me/']) {
      expect((await host.ask(at, access)).json).toEqual({ id: '7', username: 'carol' });
    }
  });

  it('are nowhere when they are off, and the application’s own call the services', async () => {
    await start({ routes: false });
    expect(await statusesUnder('/api')).toEqual(UNKNOWN_CLIENT);
    expect((await host.post('/sessions', { ...CREDENTIALS, password: 'wrong' })).status).toBe(401);
    const { access, refresh } = (await host.post('/sessions', CREDENTIALS))
      .json as unknown as Tokens;
    expect((await host.ask('/orders', access)).status).toBe(200);
    expect(await host.find(TokenService).refresh(refresh)).toHaveProperty('refresh');
  });

  it.each(['auth', '/auth/', 'auth/v1'])('are under another prefix: %s', async (routes) => {
    await start({ routes });
    expect(await statusesUnder(`/${routes.replace(/^\/|\/$/g, '')}`)).toEqual(HERE);
    expect(await statusesUnder('/api')).toEqual(UNKNOWN_CLIENT);
  });

  it('are under the application’s global prefix, with nothing of ours before them', async () => {
    await start({ routes: '' }, (app) => app.setGlobalPrefix('v1'));
    expect(await statusesUnder('/v1')).toEqual(HERE);
    expect(await statusesUnder('')).toEqual(UNKNOWN_CLIENT);
  });

  it.each([
    ['in the path', { type: VersioningType.URI, defaultVersion: '1' } as const],
    ['in a header', { type: VersioningType.HEADER, header: 'X-Version' } as const],
    ['in the media type', { type: VersioningType.MEDIA_TYPE, key: 'v=' } as const],
    ['by an extractor', { type: VersioningType.CUSTOM, extractor: () => '1' } as const],
  ])('stay where they are when the application has versions %s', async (_, versioning) => {
    await start({}, (app) => app.enableVersioning(versioning));
    expect(await statusesUnder('/api')).toEqual(HERE);
    expect((await host.obtain()).access).toMatch(/^ey/);
    const headers = { 'X-Version': '1', Accept: 'application/json;v=1' };
    const responses = ['/v1/versioned', '/versioned'].map((at) => host.get(at, headers));
    expect((await Promise.all(responses)).filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

/** What an application has in the place of our routes. */
@Controller({ path: 'sessions', version: VERSION_NEUTRAL })
class SessionsController {
  constructor(private readonly tokens: TokenService) {}

  @Post()
  @UseGuards(LocalAuthGuard)
  begin(@Req() { user }: { user: AuthenticatedUser }) {
    return this.tokens.obtain(user);
  }
}

/** The application's versions are there at all. */
@Controller({ path: 'versioned', version: '1' })
class VersionedController {
  @Get()
  list() {
    return {};
  }
}
