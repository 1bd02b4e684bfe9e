import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthVerifierOptions } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { problemsAtStart } from './support/failed-start.js';
import { OrdersModule } from './support/orders.js';
import { ecPair, pemOf, rsaPair } from './support/signed.js';

const problemsOf = (options: unknown): Promise<string> =>
  problemsAtStart([AuthModule.forVerifier(options as AuthVerifierOptions), OrdersModule]);

const problemsMade = (made: unknown, beside: object = {}): Promise<string> =>
  problemsAtStart([
    AuthModule.forVerifierAsync({ useFactory: () => made as AuthVerifierOptions, ...beside }),
  ]);

const publicKey = pemOf(ecPair().publicKey);
const jwksUri = 'https://issuer.test/jwks.json';

describe('a verifier', () => {
  it.each([
    ['no key', {}],
    ['a secret and a public key', { secret: SECRET, publicKey }],
    ['a public key and an address', { publicKey, jwksUri }],
    ['all three', { secret: SECRET, publicKey, jwksUri }],
  ])('with %s is told to have one', async (_, options) => {
    expect(await problemsOf(options)).toBe('Write one of secret, publicKey and jwksUri.');
  });

  it.each<[string, unknown]>([
    ['a private key', pemOf(ecPair().privateKey)],
    ['RSA of 1024 bits', pemOf(rsaPair(1024).publicKey)],
    ['EC on another curve', pemOf(ecPair('P-384').publicKey)],
    ['Ed25519', pemOf(generateKeyPairSync('ed25519').publicKey)],
    ['no PEM', 'a key'],
    ['a number', 5],
  ])('with a publicKey that is %s is told what it must be', async (_, wrong) => {
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
  ])('with the jwksUri %p is told what it must be', async (wrong) => {
    expect(await problemsOf({ jwksUri: wrong })).toBe(
      `jwksUri is '${String(wrong)}'. Write an address that begins with https://.`,
    );
  });

  it.each([jwksUri, 'http://localhost/jwks', 'http://127.0.0.1/jwks', 'http://[::1]/jwks'])(
    'with the jwksUri %s starts, and asks it nothing yet',
    async (right) => {
      await expect(problemsOf({ jwksUri: right })).rejects.toThrow('It started.');
    },
  );

  it('is told of every mistake at once', async () => {
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

  it('is told that a previousSecret belongs to a secret', async () => {
    expect(await problemsOf({ publicKey, previousSecret: SECRET })).toBe(
      'previousSecret requires secret. Leave it out.',
    );
  });

  it('has null count as left out', async () => {
    expect(
      await problemsOf({ secret: 'short', publicKey: null, jwksUri: null, issuer: null }),
    ).toMatch(/^secret is too short: 5 bytes, at least 32 are required[^\n]*$/);
  });

  it('is visible everywhere where that is null', () => {
    const isGlobal = null as unknown as undefined;
    expect(AuthModule.forVerifier({ publicKey, isGlobal }).global).toBe(true);
  });

  it('whose factory returns nothing is told so', async () => {
    expect(await problemsMade(undefined)).toMatch(/^The options are missing\./);
  });

  it('is told what does not stand beside a factory', async () => {
    expect(await problemsMade({ publicKey }, { routes: false })).toMatch(
      /^Unknown property 'routes' next to useFactory\. Expected one of: isGlobal, globalGuard\./,
    );
  });
});
