import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
import { JwksServer } from './support/jwks-server.js';
import { OrdersModule, PlainModule } from './support/orders.js';
import {
  accessClaims,
  ecPair,
  type KeyPair,
  OTHER_SECRET,
  pemOf,
  rsaPair,
  signed,
} from './support/signed.js';

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

/** The minimum time between two fetches of the keys: the default of jose. */
const COOLDOWN_MS = 30_000;

describe('forVerifier with jwksUri', () => {
  const rsa = rsaPair();
  const ec = ecPair();
  let issuer: JwksServer;
  let application: TestApplication;
  let tokens = 0;

  const requestOrders = (pair: KeyPair, header: Claims) => {
    const claims = accessClaims({ jti: `use-${++tokens}` });
    return application.getWithToken('/orders', signed(claims, pair.privateKey, header));
  };
  const statusOf = async (pair: KeyPair, header: Claims) =>
    (await requestOrders(pair, header)).status;

  beforeEach(async () => {
    issuer = await JwksServer.start({ 'rsa-1': rsa.publicKey, 'ec-1': ec.publicKey });
    const verifier = AuthModule.forVerifier({ jwksUri: issuer.url });
    application = await TestApplication.start({ imports: [verifier, OrdersModule] });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await issuer.stop();
  });

  it('accepts tokens of every published key with a single fetch of the key set', async () => {
    expect(await statusOf(rsa, { kid: 'rsa-1' })).toBe(200);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    expect(await statusOf(rsa, {})).toBe(200);
    expect(issuer.requests).toBe(1);
  });

  it('rejects a token whose kid names another key or an unknown key', async () => {
    expect(await statusOf(rsaPair(), { kid: 'rsa-1' })).toBe(401);
    expect(await statusOf(rsa, { kid: 'ec-1' })).toBe(401);
    expect(await statusOf(rsa, { kid: 'rsa-9' })).toBe(401);
  });

  it('rejects a token without a kid when two published keys have its type', async () => {
    issuer.keys = { 'ec-1': ec.publicKey, 'ec-2': ecPair().publicKey };
    expect(await statusOf(ec, {})).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
  });

  it('never reads a key from the token header or from a URL in it', async () => {
    const attacker = ecPair();
    const other = await JwksServer.start({ 'ec-1': attacker.publicKey });
    const jwk = attacker.publicKey.export({ format: 'jwk' });
    const headers = [{ jwk }, { jku: other.url }, { x5u: other.url }];
    for (const header of headers) {
      expect(await statusOf(attacker, { ...header, kid: 'ec-1' })).toBe(401);
      expect(await statusOf(ec, { ...header, kid: 'ec-1' })).toBe(200);
    }
    expect(other.requests).toBe(0);
    await other.stop();
  });

  it('rejects a token that is signed with a shared secret or with the text of a published key', async () => {
    for (const secret of [SECRET, pemOf(rsa.publicKey)]) {
      const token = signed(accessClaims(), secret, { kid: 'rsa-1' });
      expect(await application.statusOf('/orders', token)).toBe(401);
    }
  });

  it('fetches the key set again for a new kid, at most once per cooldown', async () => {
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    const next = ecPair();
    issuer.keys = { 'ec-1': ec.publicKey, 'ec-2': next.publicKey };
    expect(await statusOf(next, { kid: 'ec-2' })).toBe(401);
    expect(issuer.requests).toBe(1);
    advance(COOLDOWN_MS);
    expect(await statusOf(next, { kid: 'ec-2' })).toBe(200);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    expect(issuer.requests).toBe(2);
  });

  it('rejects tokens of a key that is no longer published, also one that was accepted before', async () => {
    const stolen = signed(accessClaims(), ec.privateKey, { kid: 'ec-1' });
    expect(await application.statusOf('/orders', stolen)).toBe(200);
    issuer.keys = { 'rsa-1': rsa.publicKey };
    advance(COOLDOWN_MS);
    expect(await statusOf(ec, { kid: 'ec-9' })).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(401);
    expect(await application.statusOf('/orders', stolen)).toBe(401);
  });

  it('rejects RSA keys of less than 2048 bits and curves other than P-256', async () => {
    const [short, other] = [rsaPair(1024), ecPair('P-384')];
    issuer.keys = { 'rsa-1': short.publicKey, 'ec-1': other.publicKey, 'ec-2': ec.publicKey };
    expect(await statusOf(short, { kid: 'rsa-1' })).toBe(401);
    expect(await statusOf(other, { kid: 'ec-1' })).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-2' })).toBe(200);
  });

  it('responds 503 while the key set is unreachable, and recovers', async () => {
    const port = await issuer.stop();
    const { status, headers, json } = await requestOrders(ec, { kid: 'ec-1' });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(json).toEqual({ detail: 'Service temporarily unavailable, try again later.' });
    await issuer.listen(port);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
  });
});

function advance(ms: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + ms);
}
