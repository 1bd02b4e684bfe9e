import { Controller, Get, type INestApplication, Module, UseGuards } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type AuthUser, CurrentUser, JwtAuthGuard, Roles, TokenService } from '../../src/index.js';
import { AuthTestingModule, guardAs, TestTokens } from '../../src/testing/index.js';

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

let app: INestApplication;
afterEach(() => app.close());

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${await app.getUrl()}/${path}`, { headers });
  return { status: response.status, text: await response.text() };
};

describe(AuthTestingModule.name, () => {
  const start = async () => {
    const module = await Test.createTestingModule({
      imports: [AuthTestingModule.forRoot(), OrdersModule],
    }).compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    return module;
  };

  it('AuthTestingModule guards routes and accepts tokens of its TestTokens for any user', async () => {
    const tokens = (await start()).get(TestTokens);
    expect((await get('orders')).status).toBe(401);
    expect(await get('orders', tokens.authorization('7', { tenant: 'a' }))).toEqual({
      status: 200,
      text: '{"of":"7","tenant":"a"}',
    });
  });

  it('AuthTestingModule checks roles and claims', async () => {
    const tokens = (await start()).get(TestTokens);
    expect((await get('orders/all', tokens.authorization('7'))).status).toBe(403);
    const admin = tokens.authorization('7', { roles: ['admin'] });
    expect((await get('orders/all', admin)).status).toBe(200);
  });

  it.each([
    ['expired', { exp: 1 }],
    ['a refresh token', { token_type: 'refresh' }],
  ])('AuthTestingModule rejects a token that is %s', async (_, claims) => {
    const tokens = (await start()).get(TestTokens);
    expect((await get('orders', tokens.authorization('7', claims))).status).toBe(401);
  });

  it('AuthTestingModule rejects tokens of another instance', async () => {
    const others = (await start()).get(TestTokens).authorization('7');
    await app.close();
    await start();
    expect((await get('orders', others)).status).toBe(401);
  });

  it('AuthTestingModule provides the services with in-memory stores', async () => {
    const service = (await start()).get(TokenService);
    const user = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };
    await expect(service.obtain(user)).resolves.toHaveProperty('refresh');
  });
});

describe(guardAs.name, () => {
  const start = async (guard: JwtAuthGuard) => {
    const module = await Test.createTestingModule({ imports: [OrdersModule] })
      .overrideGuard(JwtAuthGuard)
      .useValue(guard)
      .compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
  };

  it('guardAs() authenticates every request as one user', async () => {
    await start(guardAs({ id: '7' }));
    expect(await get('orders')).toEqual({ status: 200, text: '{"of":"7"}' });
  });

  it('guardAs() checks the roles and claims of that user', async () => {
    await start(guardAs({ id: '7', claims: { roles: ['user'] } }));
    expect((await get('orders/all')).status).toBe(403);
  });
});
