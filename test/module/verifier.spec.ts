import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import {
  Auth,
  AuthModule,
  type AuthUser,
  type AuthVerifierOptionsFactory,
  CurrentUser,
} from '../../src/index.js';
import type { Claims } from '../support/jwt.js';
import { SECRET } from '../support/service.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';
import { accessClaims, ecPair, pemOf, rsaPair, signed } from './support/signed.js';

@Controller('stock')
class StockController {
  @Get()
  @Auth({ roles: 'clerk' })
  list(@CurrentUser() { id, claims }: AuthUser<{ roles: string[] }>) {
    return { of: id, roles: claims.roles };
  }
}

@Controller('open')
class OpenController {
  @Get()
  list() {
    return {};
  }
}

const rsa = rsaPair();
const ec = ecPair();
const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

const statusOf = async (application: TestApplication, token: string) =>
  (await application.getWithToken('/orders', token)).status;

describe.each([
  ['a secret', { secret: SECRET }, SECRET, OTHER_SECRET],
  ['an RSA key', { publicKey: pemOf(rsa.publicKey) }, rsa.privateKey, rsaPair().privateKey],
  ['an EC key', { publicKey: pemOf(ec.publicKey) }, ec.privateKey, ecPair().privateKey],
])('forVerifier with %s', (_, keys, right, wrong) => {
  let application: TestApplication;
  const invalid: readonly (readonly [string, Claims])[] = [
    ['of another token type', { token_type: 'refresh' }],
    ['of another issuer', { iss: 'https://elsewhere.test' }],
    ['without an issuer', { iss: undefined }],
    ['for another audience', { aud: ['others'] }],
    ['without an audience', { aud: undefined }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 1 }],
    ['without exp', { exp: undefined }],
    ['issued in the future', { iat: Math.floor(Date.now() / 1000) + 120 }],
    ['without a user', { user_id: undefined }],
  ];
  const addressed = (more: Claims = {}): Claims =>
    accessClaims({ iss: 'https://issuer.test', aud: ['shop', 'stock'], ...more });

  beforeAll(async () => {
    const options = { ...keys, issuer: 'https://issuer.test', audience: 'stock' };
    const imports = [AuthModule.forVerifier(options), OrdersModule];
    const controllers = [StockController, OpenController];
    application = await TestApplication.start('fastify', { imports, controllers });
  });
  afterAll(() => application.stop());

  it('accepts a valid token and passes its claims to the handler', async () => {
    const token = signed(addressed({ roles: ['clerk'] }), right);
    expect((await application.getWithToken('/stock', token)).json).toEqual({
      of: '7',
      roles: ['clerk'],
    });
    expect((await application.getWithToken('/stock', signed(addressed(), right))).status).toBe(403);
  });

  it('accepts a token whose iat is ahead by less than the clock tolerance', async () => {
    const iat = Math.floor(Date.now() / 1000) + 30;
    expect(await statusOf(application, signed(addressed({ iat }), right))).toBe(200);
  });

  it('leaves routes without a guard open', async () => {
    expect((await application.getWithToken('/open')).status).toBe(200);
  });

  it.each(invalid)('rejects a token %s', async (_what, claims) => {
    expect(await statusOf(application, signed(addressed(claims), right))).toBe(401);
  });

  it('rejects a token of another key, an unsigned token and a missing token', async () => {
    const unsigned = signed(addressed(), right, { alg: 'none' });
    expect(await statusOf(application, signed(addressed(), wrong))).toBe(401);
    expect(await statusOf(application, unsigned.replace(/[^.]+$/, ''))).toBe(401);
    expect((await application.getWithToken('/orders')).headers.get('www-authenticate')).toBe(
      'Bearer realm="api"',
    );
  });

  it('forVerifier serves no token routes', async () => {
    expect((await application.post('/api/token/', {})).status).toBe(404);
    expect((await application.get('/api/me/')).status).toBe(404);
  });
});

describe('forVerifier with publicKey', () => {
  it.each([
    ['RSA', rsa],
    ['EC', ec],
  ])(
    'rejects a token that is signed with the text of the public key as secret (%s)',
    async (_, pair) => {
      const publicKey = pemOf(pair.publicKey);
      const application = await TestApplication.start('fastify', {
        imports: [AuthModule.forVerifier({ publicKey }), OrdersModule],
      });
      expect(await statusOf(application, signed(accessClaims(), publicKey))).toBe(401);
      expect(await statusOf(application, signed(accessClaims(), pair.privateKey))).toBe(200);
      await application.stop();
    },
  );
});

@Injectable()
class Settings implements AuthVerifierOptionsFactory {
  createAuthVerifierOptions() {
    return Promise.resolve({ secret: SECRET, previousSecret: OTHER_SECRET });
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

const imports = [SettingsModule];
const WAYS: readonly (readonly [string, () => DynamicModule])[] = [
  [
    'useFactory',
    () =>
      AuthModule.forVerifierAsync({
        imports,
        inject: [Settings],
        useFactory: (settings: Settings) => settings.createAuthVerifierOptions(),
        globalGuard: true,
      }),
  ],
  ['useClass', () => AuthModule.forVerifierAsync({ useClass: Settings, globalGuard: true })],
  [
    'useExisting',
    () => AuthModule.forVerifierAsync({ imports, useExisting: Settings, globalGuard: true }),
  ],
];

describe.each(WAYS)('forVerifierAsync with %s', (_, configured) => {
  let application: TestApplication;
  afterEach(() => application.stop());

  it('accepts tokens of the current and the previous secret on every route when configured asynchronously', async () => {
    application = await TestApplication.start('express', {
      imports: [configured()],
      controllers: [OpenController],
    });
    expect((await application.getWithToken('/open', signed(accessClaims(), SECRET))).status).toBe(
      200,
    );
    expect(
      (await application.getWithToken('/open', signed(accessClaims(), OTHER_SECRET))).status,
    ).toBe(200);
    expect((await application.getWithToken('/open')).status).toBe(401);
  });
});

describe.each(PLATFORMS)('an issuer and a verifier on %s', (platform) => {
  it('a verifier accepts a token of the issuer until it expires, even after its session was revoked', async () => {
    const issuer = await TestApplication.start(platform, {
      imports: [AuthModule.forRoot({ secret: SECRET, ...ownPorts() })],
    });
    const verifier = await TestApplication.start(platform, {
      imports: [AuthModule.forVerifier({ secret: SECRET }), OrdersModule],
    });
    const { access, refresh } = await issuer.obtain();
    expect(await statusOf(verifier, access)).toBe(200);
    expect(await statusOf(verifier, refresh)).toBe(401);
    await issuer.post('/api/token/blacklist/', { refresh });
    expect(await statusOf(verifier, access)).toBe(200);
    await Promise.all([issuer.stop(), verifier.stop()]);
  });
});
