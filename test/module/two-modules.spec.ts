import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Auth, AuthModule, type AuthModuleExtras } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { problemsAtStart } from './support/failed-start.js';
import { TestApplication } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';

const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

const auth = (secret: string, extras: AuthModuleExtras) =>
  AuthModule.forRoot({ secret, ...ownPorts(), ...extras });

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
    ['a second AuthModule.forRoot', auth(OTHER_SECRET, { routes: 'office' })],
    ['AuthModule.forVerifier', AuthModule.forVerifier({ secret: OTHER_SECRET })],
  ])('fails the start when two global AuthModules are imported: %s', async (_, other) => {
    expect(await problemsAtStart([auth(SECRET, {}), other])).toMatch(
      /^More than one AuthModule is global, .* Write isGlobal: false for all but one, [^\n]*$/,
    );
  });

  it('two AuthModules each guard the modules that import them with their own secret', async () => {
    const isGlobal = false;
    @Module({ imports: [auth(SECRET, { isGlobal })], controllers: [ShopController] })
    class Shop {}
    const ofOffice = auth(OTHER_SECRET, { isGlobal, routes: 'office' });
    @Module({ imports: [ofOffice], controllers: [OfficeController] })
    class Office {}
    const application = await TestApplication.start('fastify', { imports: [Shop, Office] });
    const { access } = await application.obtain();
    const office = await application.obtain(undefined, '/office/token/');
    const tokens = [access, office.access];
    const inShop = tokens.map(
      async (token) => (await application.getWithToken('/shop', token)).status,
    );
    const inOffice = tokens.map(
      async (token) => (await application.getWithToken('/office', token)).status,
    );
    expect(await Promise.all(inShop)).toEqual([200, 401]);
    expect(await Promise.all(inOffice)).toEqual([401, 200]);
    await application.stop();
  });
});
