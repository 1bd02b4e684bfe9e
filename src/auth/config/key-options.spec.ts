import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePair, type Pair } from '../../../test/support/jws.js';
import { thumbprintOf } from '../domain/keys/jwk.js';
import { resolveIssuer } from './issuer-options.js';
import { type KeyOptions, resolveKeys } from './key-options.js';
import { OptionProblems } from './option-problems.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const PREVIOUS = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const ISSUER = { issuer: 'https://auth.example', audience: 'api' };
const ec = makePair('ES256');
const privatePem = ({ privateKey }: Pair) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const privateKey = privatePem(ec);
const publicPem = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Options that no compiler has checked: from JavaScript, or from a file. */
type Written = Partial<Record<keyof KeyOptions, unknown>>;

function resolve(written: Written) {
  const [options, problems] = [written as KeyOptions, new OptionProblems()];
  const keys = resolveKeys(options, problems);
  return { keys, issuer: resolveIssuer(options, problems), problems: problems.all };
}

describe('the options of keys', () => {
  let folder: string;
  const fileIn = (name: string, text: string) => writeFileSync(join(folder, name), text);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-options-'));
    fileIn('20260101T000000Z.ES256.pem', privateKey);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['RS256', makePair('RS256')],
    ['PS256', makePair('RS256')],
    ['ES256', ec],
    ['ES384', makePair('ES384')],
    ['EdDSA', makePair('EdDSA')],
  ] as const)('read a privateKey of %s, which has always signed', (algorithm, pair) => {
    const { keys, problems } = resolve({ algorithm, privateKey: privatePem(pair), ...ISSUER });
    const kid = thumbprintOf(pair.publicKey);
    expect(problems).toEqual([]);
    expect(keys).toMatchObject({ algorithm, secret: undefined });
    expect(keys.keys).toMatchObject([{ algorithm, kid, startsAt: 0 }]);
  });

  it('keep the key pairs next to a secret, to accept the tokens that they signed', () => {
    const { keys, problems } = resolve({ secret: SECRET, privateKey });
    expect(problems).toEqual([]);
    expect(keys).toMatchObject({ algorithm: 'HS256', keys: [{ algorithm: 'ES256' }] });
    expect(resolve({ secret: SECRET, keysDirectory: folder }).keys.keys).toHaveLength(1);
  });

  it('keep a previousSecret next to key pairs, to accept the tokens that it signed', () => {
    const options = { algorithm: 'ES256', keysDirectory: folder, previousSecret: PREVIOUS };
    const { keys, problems } = resolve({ ...options, ...ISSUER });
    expect(problems).toEqual([]);
    expect(keys.secret).toBeUndefined();
    expect(keys.previousSecret?.export().toString()).toBe(PREVIOUS);
    expect(keys.directory).toBe(folder);
  });

  const ES256 = { algorithm: 'ES256', privateKey, ...ISSUER };
  it.each<[string, Written, string | RegExp]>([
    [
      'an unknown algorithm',
      { algorithm: 'HS512', secret: SECRET },
      "algorithm is 'HS512'. Write 'HS256' or 'RS256' or 'PS256' or 'ES256' or 'ES384' or 'EdDSA'.",
    ],
    [
      'an unknown algorithm of key pairs',
      { ...ES256, algorithm: 'ES512' },
      /^algorithm is 'ES512'/,
    ],
    ['no secret with HS256', {}, /^secret is missing\. Generate one/],
    [
      'a secret with key pairs',
      { ...ES256, secret: SECRET },
      "secret has no effect with algorithm 'ES256'. Rename it to previousSecret to accept the tokens that it signed, or leave it out.",
    ],
    [
      'a weak previousSecret',
      { ...ES256, previousSecret: 'short' },
      /^previousSecret is too short/,
    ],
    [
      'no key pair',
      { algorithm: 'ES256', ...ISSUER },
      "algorithm 'ES256' needs privateKey or keysDirectory. Set one of them.",
    ],
    [
      'both sources of key pairs',
      { ...ES256, keysDirectory: '/keys' },
      'privateKey and keysDirectory are both set. Leave out one.',
    ],
    ['a public key', { ...ES256, privateKey: publicPem }, 'privateKey is a public key. Set it to the private one.'], // prettier-ignore
    [
      'a public key with HS256',
      { secret: SECRET, privateKey: publicPem },
      'privateKey is a public key. Set it to the private one.',
    ],
    [
      'a key of another algorithm',
      { ...ES256, algorithm: 'EdDSA' },
      'privateKey is an EC key on the curve prime256v1. EdDSA needs an Ed25519 key.',
    ],
    [
      'no key at all',
      { ...ES256, privateKey: 'x' },
      /^privateKey is neither a key in PEM nor a JWK/,
    ],
    ['a number', { ...ES256, privateKey: 5 }, /^privateKey is neither a key in PEM nor a JWK/],
    [
      'no issuer and audience with key pairs',
      { algorithm: 'ES256', privateKey },
      "algorithm 'ES256' needs issuer and audience. Set each of them.",
    ],
    [
      'no audience',
      { ...ES256, audience: undefined },
      "algorithm 'ES256' needs audience. Set each of them.",
    ],
    [
      'an unknown typ',
      { ...ES256, accessTokenTyp: 'jwt' },
      "accessTokenTyp is 'jwt'. Write 'JWT' or 'at+jwt'.",
    ],
    [
      'at+jwt without its claims',
      { secret: SECRET, accessTokenTyp: 'at+jwt' },
      "accessTokenTyp 'at+jwt' needs issuer and audience and clientId. Set each of them.",
    ],
    [
      'a clientId without at+jwt',
      { ...ES256, clientId: 'app' },
      "clientId has no effect without accessTokenTyp 'at+jwt'. Leave it out.",
    ],
  ])('have one problem for %s', (_, options, problem) => {
    const { problems } = resolve(options);
    expect(problems).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });

  it('have a problem for a directory whose keys do not sign', () => {
    const options = { algorithm: 'EdDSA', keysDirectory: folder, ...ISSUER };
    expect(resolve(options).problems).toEqual([
      'No key of EdDSA signs now. Make one with: keyturn keys generate',
    ]);
  });

  it('have every problem at once', () => {
    fileIn('notes.txt', '');
    fileIn('20260102T000000Z.ES256.pem', 'no key');
    const options = { algorithm: 'ES256', secret: SECRET, previousSecret: 'short' };
    const { problems } = resolve({ ...options, keysDirectory: folder, issuer: '', clientId: 'a' });
    expect(problems).toEqual([
      expect.stringMatching(/^previousSecret is too short/),
      expect.stringMatching(/^secret has no effect/),
      expect.stringMatching(/^The key file "20260102T000000Z\.ES256\.pem" is neither/),
      expect.stringMatching(/^The name of the key file "notes\.txt" is not/),
      expect.stringMatching(/^issuer is ''/),
      "algorithm 'ES256' needs audience. Set each of them.",
      expect.stringMatching(/^clientId has no effect/),
    ]);
  });
});
