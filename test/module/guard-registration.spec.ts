import { describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { type GuardedRequest, JwtAuthGuard } from '../../src/index.js';
import { type Parts, TestApplication } from './support/application.js';
import { memoryAuth } from './support/customers.js';
import { OrdersController, OrdersModule, PlainModule } from './support/orders.js';

describe('the guard of an application', () => {
  const globalGuard = { imports: [memoryAuth({ globalGuard: true }), PlainModule] };
  const appGuard = {
    imports: [memoryAuth(), PlainModule],
    providers: [{ provide: APP_GUARD, useExisting: JwtAuthGuard }],
  };

  it('leaves routes without a guard open by default', async () => {
    const application = await TestApplication.start({ imports: [memoryAuth(), PlainModule] });
    expect(await application.statusOf('/plain')).toBe(200);
    expect(await application.statusOf('/plain/open')).toBe(200);
  });

  it.each<[string, Parts]>([
    ['globalGuard', globalGuard],
    ['an APP_GUARD that uses the existing JwtAuthGuard', appGuard],
  ])('guards all routes except public routes with %s', async (_, parts) => {
    const application = await TestApplication.start(parts);
    const { access } = await application.obtain();
    expect(await application.statusOf('/plain')).toBe(401);
    expect(await application.statusOf('/plain', access)).toBe(200);
    expect(await application.statusOf('/plain/open')).toBe(200);
  });

  it('requires no token on the token routes with globalGuard', async () => {
    const application = await TestApplication.start(globalGuard);
    const { refresh } = await application.obtain();
    expect(await application.statusOf('/api/me/')).toBe(401);
    for (const route of ['refresh', 'verify', 'blacklist']) {
      expect((await application.post(`/api/token/${route}/`, {})).status).toBe(400);
    }
    expect((await application.refresh(refresh)).status).toBe(200);
  });
});

describe('isGlobal: false', () => {
  const auth = memoryAuth({ isGlobal: false });

  it('resolves JwtAuthGuard in a module that imports a non-global AuthModule', async () => {
    const importing = { module: OrdersModule, imports: [auth] };
    const application = await TestApplication.start({ imports: [auth, importing] });
    const { access } = await application.obtain();
    expect(await application.statusOf('/orders')).toBe(401);
    expect(await application.statusOf('/orders', access)).toBe(200);
  });

  it('cannot resolve JwtAuthGuard in a module that does not import a non-global AuthModule', async () => {
    const starts = TestApplication.start({ imports: [auth, OrdersModule] });
    await expect(starts).rejects.toThrow(/dependencies of the JwtAuthGuard/);
    const application = await TestApplication.start({ imports: [auth, PlainModule] });
    expect(await application.statusOf('/plain')).toBe(200);
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
    const application = await TestApplication.start({
      imports: [memoryAuth()],
      controllers: [CookieController],
    });
    const { access } = await application.obtain();
    const Cookie = `theme=dark; access=${access}`;
    expect((await application.get('/cookies', { Cookie })).status).toBe(200);
    expect(await application.statusOf('/cookies', access)).toBe(200);
    expect(await application.statusOf('/cookies')).toBe(401);
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
    const application = await TestApplication.start({
      imports: [memoryAuth()],
      controllers: [OrdersController],
      override: (builder) => builder.overrideGuard(JwtAuthGuard).useValue(acceptingGuard),
    });
    expect((await application.get('/orders')).json).toEqual({ of: 'm' });
  });

  it('overrideProvider(JwtAuthGuard) replaces the global guard', async () => {
    const application = await TestApplication.start({
      imports: [memoryAuth({ globalGuard: true }), PlainModule],
      override: (builder) => builder.overrideProvider(JwtAuthGuard).useValue(acceptingGuard),
    });
    expect(await application.statusOf('/plain')).toBe(200);
  });
});
