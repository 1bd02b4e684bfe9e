import { beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import {
  Auth,
  AuthModule,
  type AuthUser,
  type AuthVerifierOptionsFactory,
  CurrentUser,
} from '../../src/index.js';
import { type Claims, SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { memoryAuth } from './support/customers.js';
import { OrdersModule, PlainModule } from './support/orders.js';
import { accessClaims, ecPair, OTHER_SECRET, pemOf, rsaPair, signed } from './support/signed.js';

@Controller('stock')
class StockController {
  @Get()
  @Auth({ roles: 'clerk' })
  list(@CurrentUser() { id, claims }: AuthUser<{ roles: string[] }>) {
    return { of: id, roles: claims.roles };
  }
}

const startWith = (verifier: DynamicModule) =>
  TestApplication.start({
    imports: [verifier, OrdersModule, PlainModule],
    controllers: [StockController],
  });

const rsa = rsaPair();
const ec = ecPair();
const now = Math.floor(Date.now() / 1000);

describe.each([
  ['a secret', { secret: SECRET }, SECRET, OTHER_SECRET],
  ['an RSA key', { publicKey: pemOf(rsa.publicKey) }, rsa.privateKey, rsaPair().privateKey],
  ['an EC key', { publicKey: pemOf(ec.publicKey) }, ec.privateKey, ecPair().privateKey],
])('forVerifier with %s', (_, keys, right, wrong) => {
  const options = { ...keys, issuer: 'https://issuer.test', audience: 'stock' };
  const addressed = (more: Claims = {}): Claims =>
    accessClaims({ iss: 'https://issuer.test', aud: ['shop', 'stock'], ...more });
  let application: TestApplication;
  beforeAll(async () => {
    application = await startWith(AuthModule.forVerifier(options));
  });

  it('accepts a valid token and passes its claims to the handler', async () => {
    const stock = (claims: Claims) =>
      application.getWithToken('/stock', signed(addressed(claims), right));
    expect((await stock({ roles: ['clerk'] })).json).toEqual({ of: '7', roles: ['clerk'] });
    expect((await stock({})).status).toBe(403);
  });

  it('leaves routes without a guard open', async () => {
    expect(await application.statusOf('/plain')).toBe(200);
  });

  it.each<[string, number, Claims]>([
    ['whose iat is ahead by less than the clock tolerance', 200, { iat: now + 30 }],
    ['of another token type', 401, { token_type: 'refresh' }],
    ['of another issuer', 401, { iss: 'https://elsewhere.test' }],
    ['without an issuer', 401, { iss: undefined }],
    ['for another audience', 401, { aud: ['others'] }],
    ['without an audience', 401, { aud: undefined }],
    ['that has expired', 401, { exp: now - 1 }],
    ['without exp', 401, { exp: undefined }],
    ['issued in the future', 401, { iat: now + 120 }],
    ['without a user', 401, { user_id: undefined }],
  ])('responds to a token %s with the status %i', async (_what, status, claims) => {
    expect(await application.statusOf('/orders', signed(addressed(claims), right))).toBe(status);
  });

  it('rejects a token of another key, an unsigned token and a missing token', async () => {
    const unsigned = signed(addressed(), right, { alg: 'none' });
    expect(await application.statusOf('/orders', signed(addressed(), wrong))).toBe(401);
    expect(await application.statusOf('/orders', unsigned.replace(/[^.]+$/, ''))).toBe(401);
    const { headers } = await application.get('/orders');
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  if ('publicKey' in keys) {
    it('rejects a token that is signed with the text of the public key as secret', async () => {
      const token = signed(addressed(), keys.publicKey);
      expect(await application.statusOf('/orders', token)).toBe(401);
    });
  }

  it('forVerifier serves no token routes', async () => {
    expect((await application.post('/api/token/', {})).status).toBe(404);
    expect(await application.statusOf('/api/me/')).toBe(404);
  });
});

@Injectable()
class Settings implements AuthVerifierOptionsFactory {
  createAuthVerifierOptions() {
    return Promise.resolve({ secret: SECRET, previousSecret: OTHER_SECRET });
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

describe('forVerifierAsync', () => {
  const globalGuard = true;
  const imports = [SettingsModule];
  const inject = [Settings];
  const useFactory = (settings: Settings) => settings.createAuthVerifierOptions();

  it.each([
    ['useFactory', { imports, inject, useFactory, globalGuard }],
    ['useClass', { useClass: Settings, globalGuard }],
    ['useExisting', { imports, useExisting: Settings, globalGuard }],
  ])(
    'accepts tokens of the current and the previous secret on every route with %s',
    async (_, options) => {
      const application = await startWith(AuthModule.forVerifierAsync(options));
      for (const secret of [SECRET, OTHER_SECRET]) {
        const token = signed(accessClaims(), secret);
        expect(await application.statusOf('/plain', token)).toBe(200);
      }
      expect(await application.statusOf('/plain')).toBe(401);
    },
  );
});

describe('an issuer and a verifier', () => {
  it('a verifier accepts a token of the issuer until it expires, even after its session was revoked', async () => {
    const issuer = await TestApplication.start({ imports: [memoryAuth()] });
    const verifier = await startWith(AuthModule.forVerifier({ secret: SECRET }));
    const { access, refresh } = await issuer.obtain();
    expect(await verifier.statusOf('/orders', access)).toBe(200);
    expect(await verifier.statusOf('/orders', refresh)).toBe(401);
    await issuer.post('/api/token/blacklist/', { refresh });
    expect(await verifier.statusOf('/orders', access)).toBe(200);
  });
});
