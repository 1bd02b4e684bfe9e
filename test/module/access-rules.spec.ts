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
import { type Customer, Customers, PlainPasswords } from './support/customers.js';
import { Host, PLATFORMS } from './support/host.js';

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

describe.each(PLATFORMS)('a guarded route on %s', (platform) => {
  let host: Host;
  let access: string;
  const status = async (path: string, token?: string) => (await host.ask(path, token)).status;

  beforeAll(async () => {
    const userStore = new CustomersWithRoles();
    const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
    const ports = { userStore, refreshTokenStore, passwordHasher: PlainPasswords };
    const imports = [AuthModule.forRoot({ secret: SECRET, ...ports })];
    host = await Host.start(platform, { imports, controllers });
    ({ access } = await host.obtain());
  });
  afterAll(() => host.stop());

  it('knows who asks: whole, with every claim, or one member of it', async () => {
    const whole = (await host.ask('/shop/whole', access)).json;
    expect(whole).toEqual({
      id: '7',
      username: 'carol',
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      claims: expect.objectContaining({ user_id: '7', roles: ['buyer'], plan: 'gold' }),
    });
    const member = (await host.ask('/shop/member', access)).json;
    expect(member).toEqual({ username: 'carol', sid: whole['sid'] });
  });

  it('lets in whose claims are what it asks for', async () => {
    const paths = ['/shop/buyers', '/shop/writers', '/back-office/both', '/composite/buyer'];
    for (const path of paths) expect([path, await status(path, access)]).toEqual([path, 200]);
  });

  it('answers 403 with insufficient_scope to whose claims are not', async () => {
    const paths = ['/shop/sellers', '/shop/silver', '/back-office/one-of-two', '/composite/seller'];
    for (const path of paths) {
      const { status, text, headers } = await host.ask(path, access);
      expect([path, status, headers.get('www-authenticate')]).toEqual([
        path,
        403,
        'Bearer realm="api", error="insufficient_scope"',
      ]);
      expect(text).toBe('{"detail":"You do not have permission to perform this action."}');
    }
  });

  it('answers 401 to nobody, before it asks for claims', async () => {
    const paths = ['/shop/whole', '/shop/sellers', '/back-office/both', '/composite/any'];
    for (const path of paths) {
      const { status, headers } = await host.ask(path);
      expect([path, status, headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="api"',
      ]);
    }
  });

  it('answers 401 with invalid_token to a token that is none', async () => {
    const { status, headers } = await host.ask('/shop/whole', `${access}x`);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
  });

  it('is open where the handler is public inside a guarded controller', async () => {
    expect((await host.ask('/shop/open')).json).toEqual({ user: null });
    expect(await status('/shop/open', 'garbage')).toBe(200);
    expect(await status('/back-office/open')).toBe(200);
  });

  it('is closed where the handler asks for claims inside a public controller', async () => {
    expect(await status('/window')).toBe(200);
    expect(await status('/window/buy')).toBe(401);
    expect(await status('/window/buy', access)).toBe(200);
  });

  it('is closed by @Auth() inside a public controller, and where a public controller is extended', async () => {
    for (const path of ['/window/mine', '/behind-the-window', '/behind-the-window/mine']) {
      expect([path, await status(path)]).toEqual([path, 401]);
      expect([path, await status(path, access)]).toEqual([path, 200]);
    }
    expect((await host.ask('/window/perhaps')).json).toEqual({ user: null });
  });

  it('takes nobody for nobody where authentication is optional, and refuses a bad token there', async () => {
    expect((await host.ask('/shop/perhaps')).json).toEqual({ user: null });
    expect((await host.ask('/shop/perhaps', access)).json).toEqual({ user: '7' });
    expect(await status('/shop/perhaps', 'garbage')).toBe(401);
  });

  it('answers 401 to nobody where claims are asked for, though authentication is optional', async () => {
    expect(await status('/shop/perhaps-golden')).toBe(401);
    expect(await status('/shop/perhaps-golden', access)).toBe(200);
  });
});

describe('@Public() and @Roles() on one place', () => {
  it('are refused when the class is loaded, whichever comes first', () => {
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
