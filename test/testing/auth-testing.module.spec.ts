import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { type AuthUser, CurrentUser, JwtAuthGuard, Roles, TokenService } from '../../src/index.js';
import { AuthTestingModule, guardAs, TestTokens } from '../../src/testing/index.js';
import { TestApplication } from '../module/support/application.js';

@Controller('orders')
@UseGuards(JwtAuthGuard)
class OrdersController {
  @Get()
  list(@CurrentUser() { id, claims }: AuthUser) {
    return { of: id, tenant: claims['tenant'] };
  }

  @Get('all')
  @Roles('admin')
  listAll() {
    return 'all';
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

describe(AuthTestingModule.name, () => {
  const start = async () => {
    const imports = [AuthTestingModule.forRoot(), OrdersModule];
    const application = await TestApplication.start({ imports });
    return { application, tokens: application.find(TestTokens) };
  };

  it('AuthTestingModule guards routes and accepts tokens of its TestTokens for any user', async () => {
    const { application, tokens } = await start();
    expect(await application.statusOf('/orders')).toBe(401);
    const orders = await application.get('/orders', tokens.authorization('7', { tenant: 'a' }));
    expect(orders.text).toBe('{"of":"7","tenant":"a"}');
  });

  it('AuthTestingModule checks roles and claims', async () => {
    const { application, tokens } = await start();
    const admin = tokens.sign('7', { roles: ['admin'] });
    expect(await application.statusOf('/orders/all', tokens.sign('7'))).toBe(403);
    expect(await application.statusOf('/orders/all', admin)).toBe(200);
  });

  it('AuthTestingModule rejects an expired token, a refresh token and tokens of another instance', async () => {
    const [{ application, tokens }, other] = [await start(), await start()];
    const expired = tokens.sign('7', { exp: 1 });
    const refresh = tokens.sign('7', { token_type: 'refresh' });
    for (const token of [expired, refresh, other.tokens.sign('7')]) {
      expect(await application.statusOf('/orders', token)).toBe(401);
    }
  });

  it('AuthTestingModule provides the services with in-memory stores', async () => {
    const user = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };
    const { application } = await start();
    const pair = await application.find(TokenService).obtain(user);
    expect(pair).toHaveProperty('refresh');
  });
});

describe(guardAs.name, () => {
  const startAs = (user: Parameters<typeof guardAs>[0]) =>
    TestApplication.start({
      imports: [OrdersModule],
      override: (builder) => builder.overrideGuard(JwtAuthGuard).useValue(guardAs(user)),
    });

  it('guardAs() authenticates every request as one user', async () => {
    const application = await startAs({ id: '7' });
    expect((await application.get('/orders')).text).toBe('{"of":"7"}');
  });

  it('guardAs() checks the roles and claims of that user', async () => {
    const application = await startAs({ id: '7', claims: { roles: ['user'] } });
    expect(await application.statusOf('/orders/all')).toBe(403);
  });
});
