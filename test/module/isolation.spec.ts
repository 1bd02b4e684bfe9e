import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Auth, AuthModule } from '../../src/index.js';
import { SECRET } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { problemsAtStart } from './support/application-context.js';
import { memoryAuth } from './support/customers.js';
import { OrdersModule } from './support/orders.js';
import { OTHER_SECRET } from './support/signed.js';

const obtainAt = (application: TestApplication, prefix: string) =>
  application.obtain(undefined, `${prefix}/token/`);

describe.each(PLATFORMS)('two applications on %s in one process', (platform) => {
  let first: TestApplication;
  let second: TestApplication;

  beforeEach(async () => {
    const [auth, other] = [memoryAuth(), memoryAuth({ secret: OTHER_SECRET, routes: 'auth' })];
    first = await TestApplication.start({ platform, imports: [auth, OrdersModule] });
    second = await TestApplication.start({ platform, imports: [other, OrdersModule] });
  });

  it('each of two applications accepts only tokens that are signed with its secret', async () => {
    const { access: own } = await obtainAt(first, '/api');
    const { access: others } = await obtainAt(second, '/auth');
    expect(await first.statusOf('/orders', own)).toBe(200);
    expect(await first.statusOf('/orders', others)).toBe(401);
    expect(await second.statusOf('/orders', others)).toBe(200);
    expect(await second.statusOf('/orders', own)).toBe(401);
  });

  it('each of two applications serves only its own routes', async () => {
    expect(await first.statusOf('/auth/me/')).toBe(404);
    expect(await second.statusOf('/api/me/')).toBe(404);
  });

  it.each(['first', 'second'])(
    'an application keeps working when the %s application in the same process is closed',
    async (which) => {
      await (which === 'first' ? first : second).stop();
      const [open, prefix] = which === 'first' ? [second, '/auth'] : [first, '/api'];
      const { access, refresh } = await obtainAt(open, prefix);
      expect(await open.statusOf('/orders', access)).toBe(200);
      expect((await open.refresh(refresh, `${prefix}/token/refresh/`)).status).toBe(200);
    },
  );
});

@Controller('shop')
@Auth()
class ShopController {
  @Get()
  enter() {
    return {};
  }
}

@Controller('office')
@Auth()
class OfficeController extends ShopController {}

describe('two AuthModules in one application', () => {
  it.each([
    ['a second AuthModule.forRoot', memoryAuth({ secret: OTHER_SECRET, routes: 'office' })],
    ['AuthModule.forVerifier', AuthModule.forVerifier({ secret: OTHER_SECRET })],
  ])('fails the start when two global AuthModules are imported: %s', async (_, other) => {
    expect(await problemsAtStart([memoryAuth({ secret: SECRET }), other])).toMatch(
      /^More than one AuthModule is global, .* Write isGlobal: false for all but one, [^\n]*$/,
    );
  });

  it('two AuthModules each guard the modules that import them with their own secret', async () => {
    const isGlobal = false;
    @Module({ imports: [memoryAuth({ isGlobal })], controllers: [ShopController] })
    class Shop {}
    const ofOffice = memoryAuth({ secret: OTHER_SECRET, isGlobal, routes: 'office' });
    @Module({ imports: [ofOffice], controllers: [OfficeController] })
    class Office {}
    const application = await TestApplication.start({ imports: [Shop, Office] });
    const { access: shop } = await obtainAt(application, '/api');
    const { access: office } = await obtainAt(application, '/office');
    expect(await application.statusOf('/shop', shop)).toBe(200);
    expect(await application.statusOf('/shop', office)).toBe(401);
    expect(await application.statusOf('/office', shop)).toBe(401);
    expect(await application.statusOf('/office', office)).toBe(200);
  });
});
