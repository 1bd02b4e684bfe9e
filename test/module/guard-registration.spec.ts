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
import { applicationOf, TestApplication, PLATFORMS } from './support/application.js';
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

/** Has no guard. */
@Module({ controllers: [PlainController] })
class PlainModule {}

const auth = (extras: AuthModuleExtras = {}) =>
  AuthModule.forRoot({ secret: SECRET, ...ownPorts(), ...extras });

let application: TestApplication;
const statusOf = async (path: string, access?: string) =>
  (await application.getWithToken(path, access)).status;
afterEach(() => application.stop());

describe.each(PLATFORMS)('the guards of an application on %s', (platform) => {
  it('leaves routes without a guard open by default', async () => {
    application = await TestApplication.start(platform, { imports: [auth(), PlainModule] });
    expect([await statusOf('/plain'), await statusOf('/plain/open')]).toEqual([200, 200]);
  });

  it('guards all routes with globalGuard except public routes and the token routes', async () => {
    application = await TestApplication.start(platform, {
      imports: [auth({ globalGuard: true }), PlainModule],
    });
    const { access, refresh } = await application.obtain();
    expect(await statusOf('/plain')).toBe(401);
    expect(await statusOf('/plain', access)).toBe(200);
    expect(await statusOf('/plain/open')).toBe(200);
    expect(await statusOf('/api/me/')).toBe(401);
    const routes = ['refresh', 'verify', 'blacklist'].map((name) => `/api/token/${name}/`);
    const responses = await Promise.all(routes.map((at) => application.post(at, {})));
    expect(responses.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect((await application.refresh(refresh)).status).toBe(200);
  });

  it('guards all routes with an APP_GUARD that uses the existing JwtAuthGuard', async () => {
    const providers = [{ provide: APP_GUARD, useExisting: JwtAuthGuard }];
    application = await TestApplication.start(platform, {
      imports: [auth(), PlainModule],
      providers,
    });
    const { access } = await application.obtain();
    expect(await statusOf('/plain')).toBe(401);
    expect(await statusOf('/plain', access)).toBe(200);
    expect(await statusOf('/plain/open')).toBe(200);
  });
});

describe('isGlobal: false', () => {
  it('resolves JwtAuthGuard in a module that imports a non-global AuthModule', async () => {
    const configured = auth({ isGlobal: false });
    const importing = { module: OrdersModule, imports: [configured] };
    application = await TestApplication.start('fastify', { imports: [configured, importing] });
    const { access } = await application.obtain();
    expect([await statusOf('/orders'), await statusOf('/orders', access)]).toEqual([401, 200]);
  });

  it('cannot resolve JwtAuthGuard in a module that does not import a non-global AuthModule', async () => {
    const starts = TestApplication.start('fastify', {
      imports: [auth({ isGlobal: false }), OrdersModule],
    });
    await expect(starts).rejects.toThrow(/dependencies of the JwtAuthGuard/);
    application = await TestApplication.start('fastify', {
      imports: [auth({ isGlobal: false }), PlainModule],
    });
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

describe('a guard that extends JwtAuthGuard', () => {
  it('reads the token from a cookie and from the header when extractToken does', async () => {
    application = await TestApplication.start('express', {
      imports: [auth()],
      controllers: [CookieController],
    });
    const { access } = await application.obtain();
    const Cookie = `theme=dark; access=${access}`;
    expect((await application.get('/cookies', { Cookie })).status).toBe(200);
    expect(await statusOf('/cookies', access)).toBe(200);
    expect(await statusOf('/cookies')).toBe(401);
    expect((await application.get('/cookies', { Cookie: 'access=garbage' })).status).toBe(401);
  });
});

/** A guard that accepts every request as the user `m`. */
const acceptingGuard: CanActivate = {
  canActivate(context) {
    context.switchToHttp().getRequest<object & { user?: object }>().user = { id: 'm' };
    return true;
  },
};

describe('overridden guards', () => {
  it('overrideGuard(JwtAuthGuard) replaces the guard of a controller', async () => {
    const testing = createTestingModule({ imports: [auth()], controllers: [OrdersController] });
    await listen(testing.overrideGuard(JwtAuthGuard).useValue(acceptingGuard));
    expect((await application.getWithToken('/orders')).json).toEqual({ of: 'm' });
  });

  it('overrideProvider(JwtAuthGuard) replaces the global guard', async () => {
    const testing = createTestingModule({ imports: [auth({ globalGuard: true }), PlainModule] });
    await listen(testing.overrideProvider(JwtAuthGuard).useValue(acceptingGuard));
    expect(await statusOf('/plain')).toBe(200);
  });
});

const createTestingModule = (parts: ModuleMetadata): TestingModuleBuilder =>
  Test.createTestingModule({ imports: [applicationOf(parts)] });

async function listen(testing: TestingModuleBuilder): Promise<void> {
  const testingModule = await testing.setLogger(new ConsoleLogger({ logLevels: [] })).compile();
  application = await TestApplication.listening(
    testingModule.createNestApplication(new FastifyAdapter()),
  );
}
