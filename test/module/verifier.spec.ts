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
import { Host, PLATFORMS } from './support/host.js';
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

const statusOf = async (host: Host, token: string) => (await host.ask('/orders', token)).status;

describe.each([
  ['a secret', { secret: SECRET }, SECRET, OTHER_SECRET],
  ['an RSA key', { publicKey: pemOf(rsa.publicKey) }, rsa.privateKey, rsaPair().privateKey],
  ['an EC key', { publicKey: pemOf(ec.publicKey) }, ec.privateKey, ecPair().privateKey],
])('a service that verifies by %s', (_, keys, right, wrong) => {
  let host: Host;
  const refusals: readonly (readonly [string, Claims])[] = [
    ['of another type', { token_type: 'refresh' }],
    ['of another issuer', { iss: 'https://elsewhere.test' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: ['others'] }],
    ['for no audience', { aud: undefined }],
    ['that is over', { exp: Math.floor(Date.now() / 1000) - 1 }],
    ['that never ends', { exp: undefined }],
    ['from the future', { iat: Math.floor(Date.now() / 1000) + 120 }],
    ['of nobody', { user_id: undefined }],
  ];
  const addressed = (more: Claims = {}): Claims =>
    accessClaims({ iss: 'https://issuer.test', aud: ['shop', 'stock'], ...more });

  beforeAll(async () => {
    const options = { ...keys, issuer: 'https://issuer.test', audience: 'stock' };
    const imports = [AuthModule.forVerifier(options), OrdersModule];
    const controllers = [StockController, OpenController];
    host = await Host.start('fastify', { imports, controllers });
  });
  afterAll(() => host.stop());

  it('lets a good token in, and knows what it says', async () => {
    const token = signed(addressed({ roles: ['clerk'] }), right);
    expect((await host.ask('/stock', token)).json).toEqual({ of: '7', roles: ['clerk'] });
    expect((await host.ask('/stock', signed(addressed(), right))).status).toBe(403);
  });

  it('lets a token in whose issuer has a clock that is a little ahead', async () => {
    const iat = Math.floor(Date.now() / 1000) + 30;
    expect(await statusOf(host, signed(addressed({ iat }), right))).toBe(200);
  });

  it('leaves routes open that do not ask for it', async () => {
    expect((await host.ask('/open')).status).toBe(200);
  });

  it.each(refusals)('refuses a token %s', async (_what, claims) => {
    expect(await statusOf(host, signed(addressed(claims), right))).toBe(401);
  });

  it('refuses a token of another key, of no key, and nobody', async () => {
    const unsigned = signed(addressed(), right, { alg: 'none' });
    expect(await statusOf(host, signed(addressed(), wrong))).toBe(401);
    expect(await statusOf(host, unsigned.replace(/[^.]+$/, ''))).toBe(401);
    expect((await host.ask('/orders')).headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it('has no routes', async () => {
    expect((await host.post('/api/token/', {})).status).toBe(404);
    expect((await host.get('/api/me/')).status).toBe(404);
  });
});

describe('a public key', () => {
  it.each([
    ['RSA', rsa],
    ['EC', ec],
  ])('in PEM is no secret: a token signed with its text is refused (%s)', async (_, pair) => {
    const publicKey = pemOf(pair.publicKey);
    const host = await Host.start('fastify', {
      imports: [AuthModule.forVerifier({ publicKey }), OrdersModule],
    });
    expect(await statusOf(host, signed(accessClaims(), publicKey))).toBe(401);
    expect(await statusOf(host, signed(accessClaims(), pair.privateKey))).toBe(200);
    await host.stop();
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
  let host: Host;
  afterEach(() => host.stop());

  it('takes tokens of the secret and of the one before it, on every route', async () => {
    host = await Host.start('express', { imports: [configured()], controllers: [OpenController] });
    expect((await host.ask('/open', signed(accessClaims(), SECRET))).status).toBe(200);
    expect((await host.ask('/open', signed(accessClaims(), OTHER_SECRET))).status).toBe(200);
    expect((await host.ask('/open')).status).toBe(401);
  });
});

describe.each(PLATFORMS)('a system of two on %s: one issues, the other verifies', (platform) => {
  it('takes what the first issued until it expires, whether its session lives or not', async () => {
    const issuer = await Host.start(platform, {
      imports: [AuthModule.forRoot({ secret: SECRET, ...ownPorts() })],
    });
    const verifier = await Host.start(platform, {
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
