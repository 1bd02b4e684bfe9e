import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  ConsoleLogger,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type ModuleMetadata,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  AuthModule,
  type AuthModuleExtras,
  type GuardedRequest,
  JwtAuthGuard,
  Public,
} from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { applicationOf, Host, PLATFORMS } from './support/host.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersController, OrdersModule } from './support/orders.js';

@Controller('plain')
class PlainController {
  @Get()
  list() {
    return {};
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }
}

/** Nothing of it is guarded by itself. */
@Module({ controllers: [PlainController] })
class PlainModule {}

const auth = (extras: AuthModuleExtras = {}) =>
  AuthModule.forRoot({ secret: SECRET, ...ownPorts(), ...extras });

let host: Host;
const statusOf = async (path: string, access?: string) => (await host.ask(path, access)).status;
afterEach(() => host.stop());

describe.each(PLATFORMS)('an application on %s', (platform) => {
  it('is guarded nowhere until it asks for that', async () => {
    host = await Host.start(platform, { imports: [auth(), PlainModule] });
    expect([await statusOf('/plain'), await statusOf('/plain/open')]).toEqual([200, 200]);
  });

  it('is guarded everywhere by globalGuard, but what is public and our token routes', async () => {
    host = await Host.start(platform, { imports: [auth({ globalGuard: true }), PlainModule] });
    const { access, refresh } = await host.obtain();
    expect(await statusOf('/plain')).toBe(401);
    expect(await statusOf('/plain', access)).toBe(200);
    expect(await statusOf('/plain/open')).toBe(200);
    expect(await statusOf('/api/me/')).toBe(401);
    const routes = ['refresh', 'verify', 'blacklist'].map((name) => `/api/token/${name}/`);
    const responses = await Promise.all(routes.map((at) => host.post(at, {})));
    expect(responses.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect((await host.refresh(refresh)).status).toBe(200);
  });

  it('is guarded everywhere by an APP_GUARD of its own that is ours by useExisting', async () => {
    const providers = [{ provide: APP_GUARD, useExisting: JwtAuthGuard }];
    host = await Host.start(platform, { imports: [auth(), PlainModule], providers });
    const { access } = await host.obtain();
    expect(await statusOf('/plain')).toBe(401);
    expect(await statusOf('/plain', access)).toBe(200);
    expect(await statusOf('/plain/open')).toBe(200);
  });
});

describe('without isGlobal', () => {
  it('a module that imports ours can guard', async () => {
    const configured = auth({ isGlobal: false });
    const importing = { module: OrdersModule, imports: [configured] };
    host = await Host.start('fastify', { imports: [configured, importing] });
    const { access } = await host.obtain();
    expect([await statusOf('/orders'), await statusOf('/orders', access)]).toEqual([401, 200]);
  });

  it('a module that does not import ours cannot', async () => {
    const starts = Host.start('fastify', { imports: [auth({ isGlobal: false }), OrdersModule] });
    await expect(starts).rejects.toThrow(/dependencies of the JwtAuthGuard/);
    host = await Host.start('fastify', { imports: [auth({ isGlobal: false }), PlainModule] });
    expect(await statusOf('/plain')).toBe(200);
  });
});

@Injectable()
class CookieGuard extends JwtAuthGuard {
  protected override extractToken(request: GuardedRequest, context: ExecutionContext) {
    const { headers } = request as { headers: { cookie?: string } };
    const cookie = /(?:^|; )access=([^;]+)/.exec(headers.cookie ?? '')?.[1];
    return cookie ?? super.extractToken(request, context);
  }
}

@Controller('cookies')
@UseGuards(CookieGuard)
class CookieController {
  @Get()
  list() {
    return {};
  }
}

describe('a guard that extends ours', () => {
  it('reads the token from a cookie, and from the header as before', async () => {
    host = await Host.start('express', { imports: [auth()], controllers: [CookieController] });
    const { access } = await host.obtain();
    const Cookie = `theme=dark; access=${access}`;
    expect((await host.get('/cookies', { Cookie })).status).toBe(200);
    expect(await statusOf('/cookies', access)).toBe(200);
    expect(await statusOf('/cookies')).toBe(401);
    expect((await host.get('/cookies', { Cookie: 'access=garbage' })).status).toBe(401);
  });
});

/** Whom a test lets in, without any token. */
const mallory: CanActivate = {
  canActivate(context) {
    context.switchToHttp().getRequest<object & { user?: object }>().user = { id: 'm' };
    return true;
  },
};

describe('in a test of the application', () => {
  it('overrideGuard(JwtAuthGuard) lets into a guarded controller', async () => {
    const testing = testOf({ imports: [auth()], controllers: [OrdersController] });
    await listen(testing.overrideGuard(JwtAuthGuard).useValue(mallory));
    expect((await host.ask('/orders')).json).toEqual({ of: 'm' });
  });

  it('overrideProvider(JwtAuthGuard) lets past a guard for everything', async () => {
    const testing = testOf({ imports: [auth({ globalGuard: true }), PlainModule] });
    await listen(testing.overrideProvider(JwtAuthGuard).useValue(mallory));
    expect(await statusOf('/plain')).toBe(200);
  });
});

const testOf = (parts: ModuleMetadata): TestingModuleBuilder =>
  Test.createTestingModule({ imports: [applicationOf(parts)] });

async function listen(testing: TestingModuleBuilder): Promise<void> {
  const application = await testing.setLogger(new ConsoleLogger({ logLevels: [] })).compile();
  host = await Host.listening(application.createNestApplication(new FastifyAdapter()));
}
