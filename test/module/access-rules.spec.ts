import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, UseGuards } from '@nestjs/common';
import {
  Auth,
  AuthModule,
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  RequireClaims,
  Roles,
} from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { SECRET } from '../support/service.js';
import { type Customer, Customers, PlainPasswordHasher } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';

class CustomersWithRoles extends Customers {
  override claims({ roles }: Customer) {
    return { roles, scope: 'orders:read orders:write', plan: 'gold' };
  }
}

@Controller('shop')
@UseGuards(JwtAuthGuard)
class ShopController {
  @Get('whole')
  whole(@CurrentUser() user: AuthUser) {
    return user;
  }

  @Get('member')
  member(@CurrentUser('username') username: string, @CurrentUser('sid') sid: string) {
    return { username, sid };
  }

  @Get('open')
  @Public()
  open(@CurrentUser() user: AuthUser | undefined) {
    return { user: user?.id ?? null };
  }

  @Get('perhaps')
  @OptionalAuth()
  perhaps(@CurrentUser('id') id: string | undefined) {
    return { user: id ?? null };
  }

  @Get('perhaps-golden')
  @OptionalAuth()
  @RequireClaims({ plan: 'gold' })
  perhapsGolden() {
    return {};
  }

  @Get('buyers')
  @Roles('seller', 'buyer')
  buyers() {
    return {};
  }

  @Get('sellers')
  @Roles('seller')
  sellers() {
    return {};
  }

  @Get('writers')
  @RequireClaims({ scope: 'orders:write', plan: ['silver', 'gold'] })
  writers() {
    return {};
  }

  @Get('silver')
  @RequireClaims({ scope: 'orders:write', plan: 'silver' })
  silver() {
    return {};
  }
}

@Controller('back-office')
@UseGuards(JwtAuthGuard)
@RequireClaims({ plan: 'gold' })
class BackOfficeController {
  @Get('both')
  @Roles('buyer')
  both() {
    return {};
  }

  @Get('one-of-two')
  @Roles('seller')
  oneOfTwo() {
    return {};
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }
}

@Controller('window')
@Public()
@UseGuards(JwtAuthGuard)
class WindowController {
  @Get()
  look() {
    return {};
  }

  @Get('buy')
  @Roles('buyer')
  buy() {
    return {};
  }

  @Get('mine')
  @Auth()
  mine() {
    return {};
  }

  @Get('perhaps')
  @Auth()
  @OptionalAuth()
  perhaps(@CurrentUser('id') id: string | undefined) {
    return { user: id ?? null };
  }
}

@Controller('behind-the-window')
@Auth()
class BehindTheWindowController extends WindowController {}

@Controller('composite')
class CompositeController {
  @Get('any')
  @Auth()
  any() {
    return {};
  }

  @Get('buyer')
  @Auth({ roles: ['buyer'], claims: { plan: 'gold' } })
  buyer() {
    return {};
  }

  @Get('seller')
  @Auth({ roles: 'seller' })
  seller() {
    return {};
  }
}

const controllers = [
  ShopController,
  BackOfficeController,
  WindowController,
  BehindTheWindowController,
  CompositeController,
];

describe.each(PLATFORMS)('access rules on %s', (platform) => {
  let application: TestApplication;
  let access: string;
  const status = async (path: string, token?: string) =>
    (await application.getWithToken(path, token)).status;

  beforeAll(async () => {
    const userStore = new CustomersWithRoles();
    const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
    const ports = { userStore, refreshTokenStore, passwordHasher: PlainPasswordHasher };
    const imports = [AuthModule.forRoot({ secret: SECRET, ...ports })];
    application = await TestApplication.start(platform, { imports, controllers });
    ({ access } = await application.obtain());
  });
  afterAll(() => application.stop());

  it('@CurrentUser() injects the whole user with all claims, or one property', async () => {
    const whole = (await application.getWithToken('/shop/whole', access)).json;
    expect(whole).toEqual({
      id: '7',
      username: 'carol',
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      claims: expect.objectContaining({ user_id: '7', roles: ['buyer'], plan: 'gold' }),
    });
    const member = (await application.getWithToken('/shop/member', access)).json;
    expect(member).toEqual({ username: 'carol', sid: whole['sid'] });
  });

  it('the guard allows a user whose claims match the required roles and claims', async () => {
    const paths = ['/shop/buyers', '/shop/writers', '/back-office/both', '/composite/buyer'];
    for (const path of paths) expect([path, await status(path, access)]).toEqual([path, 200]);
  });

  it('responds 403 with insufficient_scope when a required role or claim is missing', async () => {
    const paths = ['/shop/sellers', '/shop/silver', '/back-office/one-of-two', '/composite/seller'];
    for (const path of paths) {
      const { status, text, headers } = await application.getWithToken(path, access);
      expect([path, status, headers.get('www-authenticate')]).toEqual([
        path,
        403,
        'Bearer realm="api", error="insufficient_scope"',
      ]);
      expect(text).toBe('{"detail":"You do not have permission to perform this action."}');
    }
  });

  it('responds 401 without a token on a guarded route, before it checks roles and claims', async () => {
    const paths = ['/shop/whole', '/shop/sellers', '/back-office/both', '/composite/any'];
    for (const path of paths) {
      const { status, headers } = await application.getWithToken(path);
      expect([path, status, headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="api"',
      ]);
    }
  });

  it('responds 401 with invalid_token to an invalid token', async () => {
    const { status, headers } = await application.getWithToken('/shop/whole', `${access}x`);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
  });

  it('allows requests without a token on a @Public() handler of a guarded controller', async () => {
    expect((await application.getWithToken('/shop/open')).json).toEqual({ user: null });
    expect(await status('/shop/open', 'garbage')).toBe(200);
    expect(await status('/back-office/open')).toBe(200);
  });

  it('requires a token on a handler with @Roles() in a @Public() controller', async () => {
    expect(await status('/window')).toBe(200);
    expect(await status('/window/buy')).toBe(401);
    expect(await status('/window/buy', access)).toBe(200);
  });

  it('requires a token on a handler with @Auth() in a @Public() controller, and in a class with @Auth() that extends one', async () => {
    for (const path of ['/window/mine', '/behind-the-window', '/behind-the-window/mine']) {
      expect([path, await status(path)]).toEqual([path, 401]);
      expect([path, await status(path, access)]).toEqual([path, 200]);
    }
    expect((await application.getWithToken('/window/perhaps')).json).toEqual({ user: null });
  });

  it('allows a missing token and rejects an invalid one on an @OptionalAuth() route', async () => {
    expect((await application.getWithToken('/shop/perhaps')).json).toEqual({ user: null });
    expect((await application.getWithToken('/shop/perhaps', access)).json).toEqual({ user: '7' });
    expect(await status('/shop/perhaps', 'garbage')).toBe(401);
  });

  it('responds 401 without a token on an @OptionalAuth() route with @RequireClaims()', async () => {
    expect(await status('/shop/perhaps-golden')).toBe(401);
    expect(await status('/shop/perhaps-golden', access)).toBe(200);
  });
});

describe('conflicting decorators', () => {
  it('@Public() with @Roles() or @RequireClaims() on the same target throws when the class is loaded, in either order', () => {
    expect(() => {
      @Public()
      @Roles('buyer')
      class Above {}
      return Above;
    }).toThrow('Above is @Public() and requires claims. Remove one of them.');
    expect(() => {
      class Handler {
        @RequireClaims({ plan: 'gold' })
        @Public()
        buy() {
          return {};
        }
      }
      return Handler;
    }).toThrow(TypeError);
  });
});
