import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import type { Claims } from '../support/jwt.js';
import { SECRET } from '../support/service.js';
import { Host } from './support/host.js';
import { JwksServer } from './support/jwks-server.js';
import { OrdersModule } from './support/orders.js';
import { accessClaims, ecPair, type Pair, pemOf, rsaPair, signed } from './support/signed.js';

/** How soon after one look at the keys another is worth it: jose's own default. */
const COOLDOWN_MS = 30_000;

describe('a service that verifies by published keys', () => {
  const rsa = rsaPair();
  const ec = ecPair();
  let issuer: JwksServer;
  let host: Host;
  let uses = 0;

  const ask = (pair: Pair, header: Claims) => {
    const claims = accessClaims({ jti: `use-${++uses}` });
    return host.ask('/orders', signed(claims, pair.privateKey, header));
  };
  const statusOf = async (pair: Pair, header: Claims) => (await ask(pair, header)).status;

  beforeEach(async () => {
    issuer = await JwksServer.start({ 'rsa-1': rsa.publicKey, 'ec-1': ec.publicKey });
    const verifier = AuthModule.forVerifier({ jwksUri: issuer.url });
    host = await Host.start('fastify', { imports: [verifier, OrdersModule] });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await host.stop();
    await issuer.goAway();
  });

  it('takes tokens of each of them, and asks for the keys once', async () => {
    expect(await statusOf(rsa, { kid: 'rsa-1' })).toBe(200);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    expect(await statusOf(rsa, {})).toBe(200);
    expect(issuer.requests).toBe(1);
  });

  it('refuses a token that names another key than its own, or none that there is', async () => {
    expect(await statusOf(rsaPair(), { kid: 'rsa-1' })).toBe(401);
    expect(await statusOf(rsa, { kid: 'ec-1' })).toBe(401);
    expect(await statusOf(rsa, { kid: 'rsa-9' })).toBe(401);
  });

  it('does not guess between two keys of one kind', async () => {
    issuer.keys = { 'ec-1': ec.publicKey, 'ec-2': ecPair().publicKey };
    expect(await statusOf(ec, {})).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
  });

  it('takes no key from the token itself, and goes nowhere that it names', async () => {
    const thief = ecPair();
    const other = await JwksServer.start({ 'ec-1': thief.publicKey });
    const jwk = thief.publicKey.export({ format: 'jwk' });
    const headers = [{ jwk }, { jku: other.url }, { x5u: other.url }];
    for (const header of headers) {
      expect(await statusOf(thief, { ...header, kid: 'ec-1' })).toBe(401);
      expect(await statusOf(ec, { ...header, kid: 'ec-1' })).toBe(200);
    }
    expect(other.requests).toBe(0);
    await other.goAway();
  });

  it('takes no shared secret, be it the text of a published key', async () => {
    for (const secret of [SECRET, pemOf(rsa.publicKey)]) {
      const token = signed(accessClaims(), secret, { kid: 'rsa-1' });
      expect((await host.ask('/orders', token)).status).toBe(401);
    }
  });

  it('looks again when a token names a new key, but not for every stranger', async () => {
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    const next = ecPair();
    issuer.keys = { 'ec-1': ec.publicKey, 'ec-2': next.publicKey };
    expect(await statusOf(next, { kid: 'ec-2' })).toBe(401);
    expect(issuer.requests).toBe(1);
    pass(COOLDOWN_MS);
    expect(await statusOf(next, { kid: 'ec-2' })).toBe(200);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    expect(issuer.requests).toBe(2);
  });

  it('refuses a token of a key that is published no longer', async () => {
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
    issuer.keys = { 'rsa-1': rsa.publicKey };
    pass(COOLDOWN_MS);
    expect(await statusOf(ec, { kid: 'ec-9' })).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(401);
  });

  it('refuses what it let in before, too, when the key is published no longer', async () => {
    const stolen = signed(accessClaims(), ec.privateKey, { kid: 'ec-1' });
    expect((await host.ask('/orders', stolen)).status).toBe(200);
    issuer.keys = { 'rsa-1': rsa.publicKey };
    pass(COOLDOWN_MS);
    expect(await statusOf(ec, { kid: 'ec-9' })).toBe(401);
    expect((await host.ask('/orders', stolen)).status).toBe(401);
  });

  it('takes no RSA key of less than 2048 bits, and no curve but P-256', async () => {
    const [short, other] = [rsaPair(1024), ecPair('P-384')];
    issuer.keys = { 'rsa-1': short.publicKey, 'ec-1': other.publicKey, 'ec-2': ec.publicKey };
    expect(await statusOf(short, { kid: 'rsa-1' })).toBe(401);
    expect(await statusOf(other, { kid: 'ec-1' })).toBe(401);
    expect(await statusOf(ec, { kid: 'ec-2' })).toBe(200);
  });

  it('answers 503 while they are out of reach, and goes on when they are back', async () => {
    const port = await issuer.goAway();
    const { status, headers, json } = await ask(ec, { kid: 'ec-1' });
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(json).toEqual({ detail: 'Service temporarily unavailable, try again later.' });
    await issuer.listen(port);
    expect(await statusOf(ec, { kid: 'ec-1' })).toBe(200);
  });
});

function pass(ms: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + ms);
}
