import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { resolveAuthSettings } from '../config/auth.settings.js';
import type { AuthModuleOptions } from '../config/auth.options.js';
import type { AsymmetricAlgorithm } from '../domain/keys/algorithm.js';
import { thumbprintOf } from '../domain/keys/jwk.js';
import type { RingKey } from '../domain/keys/ring-key.js';
import { KeyRing } from './key-ring.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const PREVIOUS = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const NOW = Date.UTC(2030, 0, 1);
const DAY_MS = 86_400_000;

function keyAt(startsAt: number, algorithm: AsymmetricAlgorithm = 'ES256'): RingKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { algorithm, startsAt, publicKey, privateKey, kid: thumbprintOf(publicKey) };
}

function ringOf(options: Partial<AuthModuleOptions>, keys: readonly RingKey[] = []) {
  const clock = new FakeClock(NOW);
  const { algorithm = 'HS256', ...rest } = options;
  const resolved = resolveAuthSettings({ secret: SECRET, loginThrottle: 'off', ...rest });
  const secret = algorithm === 'HS256' ? resolved.keys.secret : undefined;
  const settings = { ...resolved, keys: { ...resolved.keys, algorithm, secret, keys } };
  return { ring: new KeyRing(settings, clock), clock };
}

describe(KeyRing.name, () => {
  const [old, current, next] = [keyAt(NOW - DAY_MS), keyAt(NOW - 1), keyAt(NOW + 60_000)];
  const all = [next, old, current];
  const headerOf = ({ algorithm: alg, kid }: RingKey) => ({ alg, kid });

  it('signs with the secret of HS256, which has no kid', () => {
    const { ring } = ringOf({}, all);
    expect(ring.current()).toMatchObject({ algorithm: 'HS256', kid: undefined });
    expect(ring.canSign).toBe(true);
    expect(ring.algorithms).toEqual(['HS256', 'ES256']);
  });

  it('signs with the current key, and changes to the next one at its time', () => {
    const { ring, clock } = ringOf({ algorithm: 'ES256' }, all);
    expect(ring.current()).toMatchObject({ kid: current.kid, key: current.privateKey });
    clock.pass(60_000);
    expect(ring.current().kid).toBe(next.kid);
  });

  it('verifies with the key of the alg and the kid of a token', async () => {
    const { ring } = ringOf({ algorithm: 'ES256' }, all);
    for (const key of all) {
      const found = await ring.keysFor(headerOf(key));
      expect(found).toEqual([{ algorithm: 'ES256', key: key.publicKey }]);
    }
  });

  it.each([
    ['no kid', { alg: 'ES256', kid: undefined }],
    ['another kid', { alg: 'ES256', kid: 'x' }],
    ['another alg', { alg: 'RS256', kid: current.kid }],
    ['HS256 with the kid of a key pair', { alg: 'HS256', kid: current.kid }],
  ] as const)('has no key for a token with %s', (_, header) => {
    expect(ringOf({ algorithm: 'ES256' }, all).ring.find(header)).toEqual([]);
  });

  it('does not verify with a key whose tokens have all expired, and does not publish it', () => {
    const { ring, clock } = ringOf({ algorithm: 'ES256' }, [old, current]);
    // The current key began a millisecond ago. A refresh token lasts a day, and clocks differ by 60 s.
    clock.pass(DAY_MS + 60_000 - 2);
    expect(ring.find(headerOf(old))).toHaveLength(1);
    clock.pass(1);
    expect(ring.find(headerOf(old))).toEqual([]);
    expect(ring.published().map(({ kid }) => kid)).toEqual([current.kid]);
  });

  it('publishes every key that is needed, the next one too, without private members', () => {
    const published = ringOf({ algorithm: 'ES256' }, all).ring.published();
    expect(published.map(({ kid }) => kid)).toEqual([old.kid, current.kid, next.kid]);
    for (const key of published) expect(key).not.toHaveProperty('d');
    expect(ringOf({}).ring.published()).toEqual([]);
  });

  it('accepts tokens of a previous secret, without an issuer only when key pairs sign', () => {
    const header = { alg: 'HS256', kid: undefined } as const;
    const { ring } = ringOf({ algorithm: 'ES256', previousSecret: PREVIOUS }, all);
    expect(ring.find(header)).toMatchObject([{ algorithm: 'HS256', mayLackIssuer: true }]);
    const both = ringOf({ previousSecret: PREVIOUS }).ring.find(header);
    expect(both).toMatchObject([{ mayLackIssuer: false }, { mayLackIssuer: false }]);
  });

  it('has another version after a key was withdrawn, and not after one was added', () => {
    const { ring } = ringOf({ algorithm: 'ES256' }, [old, current]);
    const { version } = ring;
    ring.replace(all);
    expect(ring.version).toBe(version);
    ring.replace([current, next]);
    expect(ring.version).not.toBe(version);
    expect(ring.find(headerOf(old))).toEqual([]);
  });

  it('has another version after each expiry of a key', () => {
    const { ring, clock } = ringOf({ algorithm: 'ES256' }, [old, current, next]);
    const { version } = ring;
    clock.pass(DAY_MS + 60_000 - 2);
    expect(ring.version).toBe(version);
    clock.pass(1);
    const afterOld = ring.version;
    expect(afterOld).not.toBe(version);
    clock.pass(60_000);
    expect(ring.version).toBe(afterOld);
    clock.pass(1);
    expect(ring.version).not.toBe(afterOld);
  });

  it('publishes no member of a private key, and nothing of a secret', () => {
    const { ring } = ringOf({ algorithm: 'ES256', previousSecret: PREVIOUS }, all);
    const members = ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'];
    for (const key of ring.published()) expect(Object.keys(key).sort()).toEqual(members);
    expect(ringOf({ previousSecret: PREVIOUS }, all).ring.published()).toHaveLength(3);
    expect(ringOf({ previousSecret: PREVIOUS }).ring.published()).toEqual([]);
  });

  it('cannot sign without a current key', () => {
    expect(ringOf({ algorithm: 'ES256' }, [next]).ring.canSign).toBe(false);
  });
});
