import { beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, UseGuards } from '@nestjs/common';
import {
  Auth,
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  RequireClaims,
  Roles,
} from '../../src/index.js';
import { TestApplication } from './support/application.js';
import { type Customer, Customers, memoryAuth } from './support/customers.js';

/** Carol is a buyer. */
class CustomersWithClaims extends Customers {
  override claims({ roles }: Customer) {
    return { roles, scope: 'orders:read orders:write', plan: 'gold' };
  }
}

type Decorators = readonly (ClassDecorator & MethodDecorator)[];

/** @returns a controller with one handler. Decorators are applied in this order. */
function controllerOf(path: string, ofClass: Decorators, ofHandler: Decorators) {
  class OneController {
    handle() {
      return {};
    }
  }
  const handle = Object.getOwnPropertyDescriptor(OneController.prototype, 'handle')!;
  for (const decorate of [...ofHandler, Get()]) decorate(OneController.prototype, 'handle', handle);
  for (const decorate of [...ofClass, Controller(path)]) decorate(OneController);
  return OneController;
}

const guard = UseGuards(JwtAuthGuard);
const golden = RequireClaims({ plan: 'gold' });
const GUARDED = { none: 401, invalid: 401, valid: 200 };
const INSUFFICIENT = { none: 401, invalid: 401, valid: 403 };
const OPTIONAL = { none: 200, invalid: 401, valid: 200 };
const OPEN = { none: 200, invalid: 200, valid: 200 };

/** The decorators of the class and of the handler, and the status for each kind of token. */
const RULES: readonly (readonly [string, Decorators, Decorators, typeof OPEN])[] = [
  ['no rule', [guard], [], GUARDED],
  ['@Public()', [guard], [Public()], OPEN],
  ['@OptionalAuth()', [guard], [OptionalAuth()], OPTIONAL],
  ['@OptionalAuth() and claims', [guard], [OptionalAuth(), golden], GUARDED],
  ['two roles, of which the user has one', [guard], [Roles('seller', 'buyer')], GUARDED],
  ['a role that the user lacks', [guard], [Roles('seller')], INSUFFICIENT],
  [
    'claims that the user has',
    [guard],
    [RequireClaims({ scope: 'orders:write', plan: ['silver', 'gold'] })],
    GUARDED,
  ],
  [
    'claims of which the user has one',
    [guard],
    [RequireClaims({ scope: 'orders:write', plan: 'silver' })],
    INSUFFICIENT,
  ],
  ['a role, in a class with claims', [guard, golden], [Roles('buyer')], GUARDED],
  ['a missing role, in a class with claims', [guard, golden], [Roles('seller')], INSUFFICIENT],
  ['@Public(), in a class with claims', [guard, golden], [Public()], OPEN],
  ['no rule, in a @Public() class', [Public(), guard], [], OPEN],
  ['a role, in a @Public() class', [Public(), guard], [Roles('buyer')], GUARDED],
  ['@Auth(), in a @Public() class', [Public(), guard], [Auth()], GUARDED],
  ['@Auth() @OptionalAuth(), in a @Public() class', [Public(), guard], [OptionalAuth(), Auth()], OPTIONAL], // prettier-ignore
  ['@Auth()', [], [Auth()], GUARDED],
  ['@Auth() with a role and a claim', [], [Auth({ roles: ['buyer'], claims: { plan: 'gold' } })], GUARDED], // prettier-ignore
  ['@Auth() with a missing role', [], [Auth({ roles: 'seller' })], INSUFFICIENT],
];

@Controller('me')
@UseGuards(JwtAuthGuard)
class MeController {
  @Get('whole')
  whole(@CurrentUser() user: AuthUser) {
    return user;
  }

  @Get('member')
  member(@CurrentUser('username') username: string, @CurrentUser('sid') sid: string) {
    return { username, sid };
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
}

@Controller('behind-the-window')
@Auth()
class BehindTheWindowController extends WindowController {}

describe('access rules', () => {
  let application: TestApplication;
  let access: string;

  beforeAll(async () => {
    const rows = RULES.map(([, ...rules], row) => controllerOf(`row-${row}`, rules[0], rules[1]));
    application = await TestApplication.start({
      imports: [memoryAuth({ userStore: new CustomersWithClaims() })],
      controllers: [...rows, MeController, WindowController, BehindTheWindowController],
    });
    ({ access } = await application.obtain());
  });

  const statusesOf = async (path: string) => ({
    none: await application.statusOf(path),
    invalid: await application.statusOf(path, `${access}x`),
    valid: await application.statusOf(path, access),
  });

  it.each(RULES.map(([rule, , , statuses], row) => [rule, statuses, row] as const))(
    'applies to a handler with %s: %j',
    async (_, statuses, row) => {
      expect(await statusesOf(`/row-${row}`)).toEqual(statuses);
    },
  );

  it('requires a token in a class with @Auth() that extends a @Public() class', async () => {
    expect(await statusesOf('/window')).toEqual(OPEN);
    expect(await statusesOf('/behind-the-window')).toEqual(GUARDED);
  });

  it('@CurrentUser() injects the whole user with all claims, or one property', async () => {
    const whole = (await application.getWithToken('/me/whole', access)).json;
    expect(whole).toEqual({
      id: '7',
      username: 'carol',
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      claims: expect.objectContaining({ user_id: '7', roles: ['buyer'], plan: 'gold' }),
    });
    const member = (await application.getWithToken('/me/member', access)).json;
    expect(member).toEqual({ username: 'carol', sid: whole['sid'] });
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
    expect(() => controllerOf('handler', [], [Public(), golden])).toThrow(TypeError);
  });
});
