import type { KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import {
  compact,
  ecNumbers,
  hmacOf,
  inputOf,
  makePair,
  signatureOf,
  type Variation,
} from '../../../test/support/jws.js';
import { type Claims, sign } from '../../../test/support/jwt.js';
import { resolveAuthSettings } from '../config/auth.settings.js';
import { type AsymmetricAlgorithm, ASYMMETRIC_ALGORITHMS } from '../domain/keys/algorithm.js';
import { publicJwkOf, thumbprintOf } from '../domain/keys/jwk.js';
import type { RingKey } from '../domain/keys/ring-key.js';
import { BearerAuthenticator } from '../http/guard/bearer-authenticator.js';
import { JwtStrategy } from '../http/guard/passport/jwt.strategy.js';
import { VerifiedTokens } from '../http/guard/passport/verified-tokens.js';
import { KeyRing } from '../keys/key-ring.js';
import { TokenCodec } from './token-codec.js';

/** Differs from the system clock, which libraries would use. */
const NOW = Date.UTC(2100, 0, 1);
const SECOND = NOW / 1000;
const DAY_MS = 86_400_000;
const PREVIOUS = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const ISSUER = { issuer: 'https://auth.example', audience: 'api' };
const CLAIMS: Claims = {
  token_type: 'access',
  exp: SECOND + 300,
  iat: SECOND,
  jti: 'a'.repeat(32),
  user_id: '7',
  sid: '01932f6c-0000-7000-8000-000000000000',
  iss: ISSUER.issuer,
  aud: ISSUER.audience,
};

const keyAt = (algorithm: AsymmetricAlgorithm, startsAt: number): RingKey => {
  const pair = makePair(algorithm);
  return { ...pair, algorithm, startsAt, kid: thumbprintOf(pair.publicKey) };
};

/** A previous and a current key of every algorithm, so that each `alg` is an accepted one. */
const KEYS = ASYMMETRIC_ALGORITHMS.map((algorithm) => ({
  algorithm,
  previous: keyAt(algorithm, NOW - DAY_MS),
  current: keyAt(algorithm, NOW - 1),
  attacker: makePair(algorithm),
}));
const ALL = KEYS.flatMap(({ previous, current }) => [previous, current]);

/** Returns a codec and a guard with the same ring. HS256 is accepted for a previous secret. */
function verifiersOf(algorithm: AsymmetricAlgorithm, keys: readonly RingKey[] = ALL) {
  const clock = new FakeClock(NOW);
  const secrets = { secret: `${PREVIOUS}2`, previousSecret: PREVIOUS };
  const resolved = resolveAuthSettings({ ...secrets, ...ISSUER, loginThrottle: 'off' });
  const settings = { ...resolved, keys: { ...resolved.keys, algorithm, keys, secret: undefined } };
  const ring = new KeyRing(settings, clock);
  const codec = new TokenCodec(new JwtService(), ring, settings, clock);
  const { clockToleranceMs } = settings;
  const verification = { keys: ring, ...ISSUER, clockToleranceMs, sessionStatus: undefined };
  const verified = new VerifiedTokens();
  const guard = new BearerAuthenticator(verification, new JwtStrategy(), verified, clock);
  return { ring, clock, codec, guard };
}

type Verifiers = Pick<ReturnType<typeof verifiersOf>, 'codec' | 'guard'>;

async function expectAccepted({ codec, guard }: Verifiers, token: string, claims = CLAIMS) {
  expect(codec.verify(token, 'access')).toEqual({ claims, isExpired: false });
  expect(await guard.authenticate(token)).toMatchObject({ id: '7', claims });
}

async function expectRejected({ codec, guard }: Verifiers, token: string) {
  const refusal = { code: 'invalid_token', message: 'Token is invalid or expired' };
  expect(() => codec.verify(token)).toThrow(expect.objectContaining(refusal));
  await expect(guard.authenticate(token)).rejects.toMatchObject(refusal);
  expect(guard.authenticateFromCaches(token)).toBeUndefined();
}

describe.each(KEYS)(
  'the codec and the guard, with $algorithm',
  ({ algorithm, current, previous, attacker }) => {
    const verifiers = verifiersOf(algorithm);
    const header = { alg: algorithm, typ: 'JWT', kid: current.kid };
    const input = inputOf(header, CLAIMS);
    const tokenWith = (signature: Uint8Array) => compact(input, signature);
    const key = current.privateKey!;

    /** Signs with the right private key, unless another one is given. */
    const signed = (change: Claims | string = {}, by: KeyObject = key, how?: Variation) => {
      const text = typeof change === 'string' ? change : { ...header, ...change };
      const changed = inputOf(text, CLAIMS);
      return compact(changed, signatureOf(algorithm, changed, by, how));
    };

    it('accept a token of the codec, and one of another implementation', async () => {
      await expectAccepted(verifiers, verifiers.codec.sign(CLAIMS));
      await expectAccepted(verifiers, signed());
      await expectAccepted(verifiers, signed({ kid: previous.kid }, previous.privateKey));
    });

    it('reject a token whose payload was changed', async () => {
      const [head, , signature] = signed().split('.');
      const other = inputOf({}, { ...CLAIMS, user_id: '8' }).split('.')[1];
      await expectRejected(verifiers, `${head}.${other}.${signature}`);
    });

    it('reject HS256 with any text of the public key as its secret', async () => {
      for (const secret of textsOf(current.publicKey, algorithm)) {
        for (const head of [
          { alg: 'HS256', typ: 'JWT' },
          { ...header, alg: 'HS256' },
        ]) {
          const changed = inputOf(head, CLAIMS);
          await expectRejected(verifiers, compact(changed, hmacOf(changed, secret)));
        }
        // The signature of the header of the public key, whose `alg` is right.
        await expectRejected(verifiers, tokenWith(hmacOf(input, secret)));
      }
    });

    it.each(['none', 'None', 'NONE', '', 'HS256 ', null, undefined])(
      'reject the alg %j, also with a valid signature',
      async (alg) => {
        const unsigned = inputOf({ ...header, alg }, CLAIMS);
        await expectRejected(verifiers, `${unsigned}.`);
        await expectRejected(verifiers, unsigned);
        await expectRejected(verifiers, signed({ alg }));
      },
    );

    it.each(ASYMMETRIC_ALGORITHMS.filter((other) => other !== algorithm))(
      'reject a signature of the same key by %s, which is not its algorithm',
      async (alg) => {
        const changed = inputOf({ ...header, alg }, CLAIMS);
        await expectRejected(verifiers, compact(changed, signatureOf(alg, changed, key)));
        await expectRejected(verifiers, signed({ alg }));
        if (key.asymmetricKeyType === 'ed25519' || alg === 'EdDSA') return;
        await expectRejected(
          verifiers,
          tokenWith(signatureOf(alg, input, key, { hash: 'sha512' })),
        );
      },
    );

    it.each<[string, unknown]>([
      ['is missing', undefined],
      ['is empty', ''],
      ['is unknown', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'],
      ['is that of another key of the ring', previous.kid],
      [
        'is that of a key of another algorithm',
        ALL.find((one) => one.algorithm !== algorithm)!.kid,
      ],
      ['is a path', '../../../../../../dev/null'],
      ['is a path with the kid', `/etc/keys/../keys/${current.kid}`],
      ['is SQL', `x' UNION SELECT '${current.kid}`],
      ['is a command', `${current.kid}|sleep 1`],
      ['ends with a null byte', `${current.kid}\0`],
      ['continues after a null byte', `${current.kid}\0.pem`],
      ['has a space', ` ${current.kid}`],
      ['has another case', swapCase(current.kid)],
      ['is padded', `${current.kid}=`],
      ['is the name of a prototype', '__proto__'],
      ['is the name of a method', 'constructor'],
      ['is a list with the kid', [current.kid]],
      ['is null', null],
      ['is a number', 0],
      ['is an object', { toString: current.kid }],
    ])('reject a token with the right signature whose kid %s', async (_, kid) => {
      await expectRejected(verifiers, signed({ kid }));
    });

    it('reject the signature of another key under the kid', async () => {
      await expectRejected(verifiers, signed({}, previous.privateKey));
      await expectRejected(verifiers, signed({}, attacker.privateKey));
    });

    it('use the last kid of two, as every parser of JSON does', async () => {
      const twice = (one: string, other: string) =>
        `{"alg":"${algorithm}","kid":${JSON.stringify(one)},"kid":${JSON.stringify(other)}}`;
      await expectAccepted(verifiers, signed(twice('unknown', current.kid)));
      await expectRejected(verifiers, signed(twice(current.kid, 'unknown')));
      await expectRejected(verifiers, signed(twice(current.kid, previous.kid)));
    });

    it.each([
      ['jwk', publicJwkOf(attacker.publicKey, algorithm)],
      ['jku', 'https://attacker.example/jwks.json'],
      ['x5u', 'https://attacker.example/key.pem'],
      ['x5c', [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')]],
      ['x5t', thumbprintOf(attacker.publicKey)],
    ])('ignore the key of the attacker in %s', async (member, value) => {
      const kid = thumbprintOf(attacker.publicKey);
      for (const change of [{}, { kid }, { kid: undefined }]) {
        await expectRejected(
          verifiers,
          signed({ ...change, [member]: value }, attacker.privateKey),
        );
      }
      await expectAccepted(verifiers, signed({ [member]: value }));
    });

    it.each<[string, (signature: Buffer) => Uint8Array]>([
      ['is empty', () => Buffer.alloc(0)],
      ['is one byte', () => Buffer.alloc(1)],
      ['is all zeros', (signature) => Buffer.alloc(signature.length)],
      ['is all ones', (signature) => Buffer.alloc(signature.length, 0xff)],
      ['lacks its last byte', (signature) => signature.subarray(0, -1)],
      ['lacks its first byte', (signature) => signature.subarray(1)],
      ['has a byte more', (signature) => Buffer.concat([signature, Buffer.alloc(1)])],
      ['begins with a zero byte', (signature) => Buffer.concat([Buffer.alloc(1), signature])],
      ['is twice as long', (signature) => Buffer.concat([signature, signature])],
      ['has its halves swapped', swapHalves],
      [
        'has its first bit changed',
        (signature) => signature.map((byte, i) => (i ? byte : byte ^ 0x80)),
      ],
    ])('reject a token whose signature %s', async (_, change) => {
      const signature = signatureOf(algorithm, input, key);
      await expectAccepted(verifiers, tokenWith(signature));
      await expectRejected(verifiers, tokenWith(change(signature)));
    });

    it('reject a token of a key that was removed, also one that the guard has cached', async () => {
      const { ring, ...both } = verifiersOf(algorithm);
      const token = signed({ kid: previous.kid }, previous.privateKey);
      await expectAccepted(both, token);
      expect(both.guard.authenticateFromCaches(token)).toBeDefined();
      ring.replace(ALL.filter((one) => one !== previous));
      await expectRejected(both, token);
      await expectAccepted(both, signed());
    });

    it('reject a token of an expired key, also one that the guard has cached', async () => {
      const { clock, ...both } = verifiersOf(algorithm);
      // A stolen key can sign any exp.
      const claims = { ...CLAIMS, exp: SECOND + 10 * 365 * 86_400 };
      const text = inputOf({ ...header, kid: previous.kid }, claims);
      const token = compact(text, signatureOf(algorithm, text, previous.privateKey!));
      await expectAccepted(both, token, claims);
      // A refresh token lasts a day, and clocks differ by at most a minute.
      clock.pass(DAY_MS + 60_000 - 2);
      await expectAccepted(both, token, claims);
      clock.pass(1);
      await expectRejected(both, token);
    });
  },
);

describe.each(['ES256', 'ES384'] as const)('the codec and the guard, with %s', (algorithm) => {
  const { input, key, verifiers } = targetOf(algorithm);
  const { order, read, write } = ecNumbers(algorithm);
  const signature = signatureOf(algorithm, input, key);
  const [r, s] = read(signature);

  it.each<[string, Uint8Array]>([
    ['in DER', signatureOf(algorithm, input, key, { dsaEncoding: 'der' })],
    ['with r = 0', write(0n, s)],
    ['with s = 0', write(r, 0n)],
    ['with r = s = 0', write(0n, 0n)],
    ['with r = 0 and s = 1', write(0n, 1n)],
    ['with r = s = 1', write(1n, 1n)],
    ['with r = n', write(order, s)],
    ['with s = n', write(r, order)],
    ['with r = s = n', write(order, order)],
    ['with r = n + 1', write(order + 1n, s)],
    ['with r = n - 1 and s = n - 1', write(order - 1n, order - 1n)],
    ['with r and s swapped', write(s, r)],
    ['with n - r', write(order - r, s)],
    ['of another hash', signatureOf(algorithm, input, key, { hash: 'sha512' })],
  ])('reject a signature %s', async (_, forged) => {
    await expectRejected(verifiers, compact(input, forged));
  });

  /**
   * ECDSA accepts r and n - s too, and RFC 7518 §3.4 does not demand the lower one: most signers
   * return both. The second text is harmless, because nothing identifies a token by its text.
   */
  it('accept the other signature with n - s, for the same claims', async () => {
    await expectAccepted(verifiers, compact(input, write(r, order - s)));
  });
});

describe('the codec and the guard, with PS256', () => {
  const { input, key, verifiers } = targetOf('PS256');

  it.each([0, 20, 31, 33, 48, 64, 222])('reject a salt of %i bytes', async (saltLength) => {
    const signature = signatureOf('PS256', input, key, { saltLength });
    await expectRejected(verifiers, compact(input, signature));
  });

  it('reject another hash', async () => {
    const signature = signatureOf('PS256', input, key, { hash: 'sha512' });
    await expectRejected(verifiers, compact(input, signature));
  });
});

describe('the codec and the guard, with RS256', () => {
  const { input, key, verifiers } = targetOf('RS256');

  it.each(['sha1', 'sha384', 'sha512', 'md5'])('reject a signature of %s', async (hash) => {
    const signature = signatureOf('RS256', input, key, { hash });
    await expectRejected(verifiers, compact(input, signature));
  });
});

describe('the codec and the guard, with EdDSA', () => {
  const { input, key, verifiers } = targetOf('EdDSA');
  const signature = signatureOf('EdDSA', input, key);
  const ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`);
  const withS = (value: bigint) =>
    Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);

  it.each([1n, 2n, 8n])('reject S + %i L, which RFC 8032 §5.1.7 forbids', async (factor) => {
    await expectRejected(verifiers, compact(input, withS(s + factor * ORDER)));
  });

  it.each<[string, Uint8Array]>([
    ['S = 0', withS(0n)],
    ['S = L', withS(ORDER)],
    ['S = L - S', withS(ORDER - s)],
    ['the neutral point as R and S = 0', Buffer.alloc(64).fill(1, 0, 1)],
    ['the public key as R', Buffer.concat([rawOf('EdDSA'), signature.subarray(32)])],
    ['the sign of R changed', signature.map((byte, i) => (i === 31 ? byte ^ 0x80 : byte))],
  ])('reject a signature with %s', async (_, forged) => {
    await expectRejected(verifiers, compact(input, forged));
  });
});

describe('the codec and the guard, with a previous secret next to key pairs', () => {
  const verifiers = verifiersOf('ES256');
  const signed = (change: Claims, secret = PREVIOUS) => sign({ ...CLAIMS, ...change }, secret);

  it.each<[string, Claims]>([
    ['the issuer and the audience', {}],
    ['neither of them', { iss: undefined, aud: undefined }],
    ['no issuer', { iss: undefined }],
    ['no audience', { aud: undefined }],
  ])('accept its token with %s', async (_, change) => {
    const claims = JSON.parse(JSON.stringify({ ...CLAIMS, ...change })) as Claims;
    await expectAccepted(verifiers, signed(change), claims);
  });

  it.each<[string, Claims]>([
    ['another issuer', { iss: 'https://other.example' }],
    ['another audience', { aud: 'other' }],
    ['an empty issuer', { iss: '' }],
    ['the issuer null', { iss: null }],
    ['no issuer and another audience', { iss: undefined, aud: 'other' }],
  ])('reject its token with %s', async (_, change) => {
    await expectRejected(verifiers, signed(change));
  });

  it('reject a token of another secret, and of a key pair without an issuer', async () => {
    await expectRejected(verifiers, signed({}, `${PREVIOUS}2`));
    const { current } = KEYS.find(({ algorithm }) => algorithm === 'ES256')!;
    const input = inputOf({ alg: 'ES256', kid: current.kid }, { ...CLAIMS, iss: undefined });
    const signature = signatureOf('ES256', input, current.privateKey!);
    await expectRejected(verifiers, compact(input, signature));
  });
});

/** Returns what the attacks on the signature of one algorithm need. */
function targetOf(algorithm: AsymmetricAlgorithm) {
  const { current } = KEYS.find((one) => one.algorithm === algorithm)!;
  const input = inputOf({ alg: algorithm, kid: current.kid }, CLAIMS);
  return { input, key: current.privateKey!, verifiers: verifiersOf(algorithm) };
}

/** Returns the 32 bytes of a public key of Ed25519. */
function rawOf(algorithm: 'EdDSA'): Buffer {
  const { current } = KEYS.find((one) => one.algorithm === algorithm)!;
  return Buffer.from(current.publicKey.export({ format: 'jwk' }).x!, 'base64url');
}

/** Returns the forms of a public key that a library may take for a secret. */
function textsOf(key: KeyObject, algorithm: AsymmetricAlgorithm): (string | Uint8Array)[] {
  const spki = key.export({ type: 'spki', format: 'pem' }).toString();
  const pkcs1 =
    key.asymmetricKeyType === 'rsa'
      ? [
          key.export({ type: 'pkcs1', format: 'pem' }).toString(),
          key.export({ type: 'pkcs1', format: 'der' }),
        ]
      : [];
  const jwk = key.export({ format: 'jwk' });
  const members = [jwk.n, jwk.x, jwk.y].filter((member) => member !== undefined);
  return [
    spki,
    spki.trimEnd(),
    spki.replaceAll('\n', '\r\n'),
    key.export({ type: 'spki', format: 'der' }),
    ...pkcs1,
    JSON.stringify(jwk),
    JSON.stringify(publicJwkOf(key, algorithm)),
    ...members,
    ...members.map((member) => Buffer.from(member, 'base64url')),
    thumbprintOf(key),
    '',
  ];
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (one) =>
    one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase(),
  );
}

function swapHalves(signature: Buffer): Buffer {
  const half = signature.length / 2;
  return Buffer.concat([signature.subarray(half), signature.subarray(0, half)]);
}
