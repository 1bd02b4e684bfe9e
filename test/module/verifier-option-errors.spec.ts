import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthVerifierOptions } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { problemsAtStart } from './support/failed-start.js';
import { OrdersModule } from './support/orders.js';
import { ecPair, pemOf, rsaPair } from './support/signed.js';

const problemsOf = (options: unknown): Promise<string> =>
  problemsAtStart([AuthModule.forVerifier(options as AuthVerifierOptions), OrdersModule]);

const problemsOfFactory = (returned: unknown, extras: object = {}): Promise<string> =>
  problemsAtStart([
    AuthModule.forVerifierAsync({ useFactory: () => returned as AuthVerifierOptions, ...extras }),
  ]);

const publicKey = pemOf(ecPair().publicKey);
const jwksUri = 'https://issuer.test/jwks.json';

describe('errors of forVerifier options', () => {
  it.each([
    ['none of them', {}],
    ['a secret and a public key', { secret: SECRET, publicKey }],
    ['a public key and a jwksUri', { publicKey, jwksUri }],
    ['all three', { secret: SECRET, publicKey, jwksUri }],
  ])(
    'rejects a verifier without exactly one of secret, publicKey and jwksUri: %s',
    async (_, options) => {
      expect(await problemsOf(options)).toBe('Write one of secret, publicKey and jwksUri.');
    },
  );

  it.each<[string, unknown]>([
    ['a private key', pemOf(ecPair().privateKey)],
    ['an RSA key of 1024 bits', pemOf(rsaPair(1024).publicKey)],
    ['an EC key on another curve', pemOf(ecPair('P-384').publicKey)],
    ['an Ed25519 key', pemOf(generateKeyPairSync('ed25519').publicKey)],
    ['not PEM', 'a key'],
    ['a number', 5],
  ])('forVerifier rejects a publicKey that is %s', async (_, wrong) => {
    expect(await problemsOf({ publicKey: wrong })).toMatch(
      /^publicKey has an invalid value\. Write the PEM text of a public key [^\n]*P-256\.$/,
    );
  });

  it.each<unknown>([
    'http://issuer.test/jwks.json',
    'ftp://localhost/jwks.json',
    'issuer.test',
    'file:///etc/passwd',
    '',
    5,
  ])('rejects the jwksUri %p', async (wrong) => {
    expect(await problemsOf({ jwksUri: wrong })).toBe(
      `jwksUri is '${String(wrong)}'. Write an address that begins with https://.`,
    );
  });

  it.each([jwksUri, 'http://localhost/jwks', 'http://127.0.0.1/jwks', 'http://[::1]/jwks'])(
    'accepts the jwksUri %s and does not fetch it at the start',
    async (right) => {
      await expect(problemsOf({ jwksUri: right })).rejects.toThrow('The application started.');
    },
  );

  it('forVerifier reports every invalid option at once', async () => {
    const wrong = {
      secret: 'short',
      clockTolerance: 5,
      issuer: 5,
      audience: '',
      algorithm: 'none',
    };
    const problems = (await problemsOf({ ...wrong, globalGuard: 'yes' })).split('\n');
    expect(problems.map((problem) => problem.split('.')[0])).toEqual([
      "Unknown option 'algorithm'",
      'secret is too short: 5 bytes, at least 32 are required',
      "clockTolerance is '5'",
      "issuer is '5'",
      "audience is ''",
      'globalGuard has an invalid value',
    ]);
  });

  it.each([
    ['secret', { secret: '12345678901234567890123456789012' }],
    ['previousSecret', { secret: SECRET, previousSecret: 'qwertyuiopasdfghjklzxcvbnm123456' }],
  ])('rejects a predictable %s', async (name, options) => {
    expect(await problemsOf(options)).toMatch(new RegExp(`^${name} is predictable: [^\n]*$`));
  });

  it('rejects a previousSecret without a secret', async () => {
    expect(await problemsOf({ publicKey, previousSecret: SECRET })).toBe(
      'previousSecret requires secret. Leave it out.',
    );
  });

  it('forVerifier treats null as a missing option', async () => {
    expect(
      await problemsOf({ secret: 'short', publicKey: null, jwksUri: null, issuer: null }),
    ).toMatch(/^secret is too short: 5 bytes, at least 32 are required[^\n]*$/);
  });

  it('the verifier module is global when isGlobal is null', () => {
    const isGlobal = null as unknown as undefined;
    expect(AuthModule.forVerifier({ publicKey, isGlobal }).global).toBe(true);
  });

  it('forVerifier rejects a factory that returns nothing', async () => {
    expect(await problemsOfFactory(undefined)).toMatch(/^The options are missing\./);
  });

  it('forVerifier rejects an unknown setting next to useFactory', async () => {
    expect(await problemsOfFactory({ publicKey }, { routes: false })).toMatch(
      /^Unknown property 'routes' next to useFactory\. Expected one of: isGlobal, globalGuard\./,
    );
  });
});
