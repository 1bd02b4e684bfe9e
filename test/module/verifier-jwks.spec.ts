import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { type Claims, SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { JwksServer } from './support/jwks-server.js';
import { OrdersModule } from './support/orders.js';
import { accessClaims, ecPair, type KeyPair, pemOf, rsaPair, signed } from './support/signed.js';

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
