import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DynamicModule } from '@nestjs/common';
import { AuthModule, type AuthModuleExtras } from '../../src/index.js';
import { SECRET } from '../support/jwt.js';
import { problemsAtStart } from './support/application-context.js';
import { Customers, memoryPorts } from './support/customers.js';
import { inMemory } from './support/database.js';
import { ecPair, pemOf, rsaPair } from './support/signed.js';

/** Options as JavaScript code can pass them, without type checks. */
type Unchecked = Record<string, unknown>;

/** A store as one that was written for an earlier version. */
function storeWithout(method: string): object {
  const methods = ['create', 'rotate', 'find', 'list', 'clientsOf', 'revoke', 'revokeAllOf'];
  const names = [...methods, 'revokeBatch'].filter((name) => name !== method);
  return Object.fromEntries(names.map((name) => [name, () => null]));
}

/** The problems that the start reports, one per line. */
const problemsOf = (...imports: DynamicModule[]): Promise<string> => problemsAtStart(imports);
const ofRoot = (options: Unchecked) =>
  problemsOf(AuthModule.forRoot({ ...memoryPorts(), ...options }));
const ofRootFactory = (returned: unknown, extras: object = {}) => {
  const useFactory = () => returned as never;
  return problemsOf(AuthModule.forRootAsync({ useFactory, ...memoryPorts(), ...extras }));
};
const ofVerifier = (options: Unchecked) => problemsOf(AuthModule.forVerifier(options));
const ofVerifierFactory = (returned: unknown, extras: object = {}) =>
  problemsOf(AuthModule.forVerifierAsync({ useFactory: () => returned as never, ...extras }));

describe('invalid options of forRoot', () => {
  it('fails the start with one message for each invalid option', async () => {
    const problems = await ofRoot({
      secret: 'short',
      previousSecret: 'changeme'.repeat(8),
      accessTokenLifetime: '5 minutes',
      refreshTokenLifetime: '0s',
      sessionLifetime: '9999d',
      maxSessionsPerUser: 0,
      rotation: 'sometimes',
      reuseInterval: '-1s',
      accessTokenCheck: 'never',
      clockTolerance: 'PT1M',
      issuer: '',
      audience: ['a', 'b'],
      refreshTokenTransport: 'cookies',
      accessTokenTransport: 'both',
      cookieSameSite: 'none',
      cookieDomain: '.example.org',
      allowedOrigins: ['*', 'https://app.example.org/'],
      publicUrl: 'https://*.example.org',
      checkClaims: ['role', 'ROLE', 'https://example.org/role', 7],
      loginThrottlePerAccountAndAddress: '20/24h, 5/1m',
      loginThrottlePerAddress: 100,
      loginThrottlePerAccount: '1000/1m',
      loginThrottlePerSession: 'many',
      loginThrottleTokenRequests: '',
      passwordMinLength: 7,
      refreshTokenLifetimes: '24h',
      passwordHashMemory: '8MiB',
    });
    expect(problems.split('\n')).toEqual([
      expect.stringMatching(
        /^Unknown option 'refreshTokenLifetimes'\. Expected one of: algorithm, secret,/,
      ),
      expect.stringMatching(
        /^secret is too short: 5 bytes, at least 32 are required\. Generate one with: node -p /,
      ),
      expect.stringMatching(/^previousSecret is publicly known or easy to guess\. Write /),
      expect.stringMatching(/^accessTokenLifetime is '5 minutes'\. Write .* such as '5m'/),
      expect.stringMatching(/^refreshTokenLifetime is '0s'\. Write .* from '1s' to '3650d'/),
      expect.stringMatching(/^sessionLifetime is '9999d'\. Write /),
      'maxSessionsPerUser is 0. Write a whole number from 1 to 1000, or leave it out.',
      "rotation is 'sometimes'. Write 'single-use' or 'none'.",
      expect.stringMatching(/^reuseInterval is '-1s'\. Write /),
      "accessTokenCheck is 'never'. Write 'session' or 'signature'.",
      expect.stringMatching(/^clockTolerance is 'PT1M'\. Write /),
      expect.stringMatching(/^issuer is ''\. Write a string, or leave it out\.$/),
      expect.stringMatching(/^audience is 'a,b'\. Write a string, or leave it out\.$/),
      "refreshTokenTransport is 'cookies'. Write 'body' or 'cookie' or 'both'.",
      "accessTokenTransport is 'both'. Write 'header' or 'cookie'.",
      "cookieSameSite is 'none'. Write 'strict' or 'lax'.",
      expect.stringMatching(/^cookieDomain is '\.example\.org'\. Write a domain that you own/),
      expect.stringMatching(/^allowedOrigins has '\*'\. Write a list of origins such as /),
      expect.stringMatching(/^allowedOrigins has 'https:\/\/app\.example\.org\/'\. Write /),
      expect.stringMatching(
        /^publicUrl is 'https:\/\/\*\.example\.org'\. Write the origin of one host/,
      ),
      "checkClaims has 'ROLE'. An earlier claim has the same header. Leave one of them out.",
      expect.stringMatching(
        /^checkClaims has 'https:\/\/example\.org\/role'\. Write the name of a claim/,
      ),
      expect.stringMatching(/^checkClaims has '7'\. Write /),
      expect.stringMatching(
        /^loginThrottlePerAccountAndAddress is '20\/24h, 5\/1m'\. Write one or more rates/,
      ),
      expect.stringMatching(/^loginThrottlePerAddress is '100'\. Write one or more rates, such as/),
      expect.stringMatching(
        /^loginThrottlePerAccount is '1000\/1m'\. Write from 4 to 100 failures/,
      ),
      expect.stringMatching(
        /^loginThrottlePerSession is 'many'\. Write a rate: a number and a time/,
      ),
      expect.stringMatching(
        /^loginThrottleTokenRequests is ''\. Write a rate: a number and a time/,
      ),
      expect.stringMatching(/^passwordHashMemory is '8MiB'\. It needs .* from 19MiB/),
      'passwordMinLength is 7. Write a whole number from 8 to 64, or leave it out.',
      'passwordMinLength has no effect with userStore. Leave it out.',
    ]);
  });

  it('rejects limits that have no effect when log-ins have no limits', async () => {
    const options = { secret: SECRET, loginThrottle: 'off', loginThrottlePerAddress: '9/1m' };
    expect(await ofRoot(options)).toBe(
      "loginThrottlePerAddress has no effect: loginThrottle is 'off'.",
    );
  });

  it('rejects options of cookies that have no effect without cookies', async () => {
    const problems = await ofRoot({
      secret: SECRET,
      accessTokenTransport: 'cookie',
      cookieSameSite: 'lax',
      cookieDomain: 'example.org',
      allowedOrigins: [],
    });
    const remedy = "Write refreshTokenTransport: 'cookie' or 'both', or leave it out.";
    expect(problems.split('\n')).toEqual([
      `accessTokenTransport is 'cookie' without a refresh cookie. ${remedy}`,
      `cookieSameSite has no effect without cookies. ${remedy}`,
      `cookieDomain has no effect without cookies. ${remedy}`,
      `allowedOrigins has no effect without cookies. ${remedy}`,
    ]);
  });

  it('rejects the cost of hashes next to a passwordHasher of the application', async () => {
    expect(await ofRoot({ secret: SECRET, passwordHashPasses: 3 })).toBe(
      'passwordHashMemory and passwordHashPasses have no effect with your own passwordHasher. ' +
        'Leave them out.',
    );
  });

  it('rejects passwordMinLength next to a user store of the application', async () => {
    expect(await ofRoot({ secret: SECRET, passwordMinLength: 20 })).toBe(
      'passwordMinLength has no effect with userStore. Leave it out.',
    );
  });

  it('reports invalid options together with missing entities of the data source', async () => {
    const source = inMemory({ entities: [] });
    expect(await problemsOf(source, AuthModule.forRoot({ secret: '' }))).toMatch(
      /^secret is missing\..*\n.*entity RefreshToken.*\n.*entity UserEntity/,
    );
  });

  it('rejects a publicUrl with port 0', async () => {
    const publicUrl = 'https://api.example.org:0';
    expect(await ofRoot({ secret: SECRET, publicUrl })).toMatch(
      /^publicUrl is 'https:\/\/api\.example\.org:0'\. Write the origin of one host/,
    );
  });

  it.each([
    ['number', 12_345_678_901_234],
    ['null', null],
    ['list', [SECRET]],
    ['nothing', undefined],
  ])('reports every text option that has a value of another type: %s', async (_, value) => {
    const optional = ['previousSecret', 'accessTokenLifetime', 'rotation', 'issuer', 'audience'];
    const options = Object.fromEntries(optional.map((name) => [name, value ?? 5]));
    const problems = (await ofRoot({ secret: value, ...options })).split('\n');
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['secret', ...optional]);
  });
});

describe('option factories', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', SECRET],
    ['a list', []],
  ])('fails the start when the options factory returns %s', async (_, returned) => {
    const missing = /^The options are missing\. Return an object .*useFactory/;
    expect(await ofRootFactory(returned)).toMatch(missing);
    expect(await ofVerifierFactory(returned)).toMatch(missing);
  });

  it('fails the start when the factory returns an option that belongs next to useFactory', async () => {
    expect(await ofRootFactory({ secret: SECRET, routes: false })).toMatch(
      /^Unknown option 'routes'\..*next to useFactory, not in the object that it returns\.$/,
    );
  });

  it('fails the start when a property next to useFactory is unknown', async () => {
    expect(await ofRootFactory({ secret: SECRET }, { router: false })).toMatch(
      /^Unknown property 'router' next to useFactory\. Expected one of: isGlobal, .*\.$/,
    );
    expect(await ofVerifierFactory({ secret: SECRET }, { routes: false })).toMatch(
      /^Unknown property 'routes' next to useFactory\. Expected one of: isGlobal, globalGuard\./,
    );
  });
});

describe('invalid module settings', () => {
  it.each([
    ['userStore', 'Customers'],
    ['userStore', { findByUsername: () => null, findById: () => null }],
    ['userStore', { useClass: Customers }],
    ['passwordHasher', 5],
    ['passwordHasher', { useFactory: () => ({}) }],
    ['loginPolicy', () => ({ kind: 'allow' })],
    ['authEvents', 'log'],
    ['authEvents', { useExisting: undefined }],
    ['refreshTokenStore', {}],
    ['refreshTokenStore', storeWithout('clientsOf')],
    ['routes', 5],
    ['routes', ':version'],
    ['routes', 'a b'],
    ['routes', 'auth/../admin'],
    ['routes', 'auth/..'],
    ['imports', Customers],
    ['dataSource', 5],
    ['dataSource', ''],
    ['isGlobal', 'yes'],
    ['globalGuard', 1],
  ])('fails the start when the module setting %s is %p', async (name, value) => {
    expect(await ofRoot({ secret: SECRET, userStore: Customers, [name]: value })).toMatch(
      new RegExp(`^${name} has an invalid value\\. Write .*\\.$`),
    );
  });
});

describe('a log-in policy without decide()', () => {
  class WithoutDecide {
    check = () => ({ kind: 'allow' });
  }
  class WithProperty {
    decide = () => ({ kind: 'allow' });
  }
  const existing = { useExisting: WithoutDecide };
  const providing = { module: Customers, providers: [WithoutDecide], exports: [WithoutDecide] };

  it.each<[string, object]>([
    ['a class', { loginPolicy: WithoutDecide }],
    ['an existing provider', { loginPolicy: existing, imports: [providing] }],
  ])('fails the start when it is %s', async (_, extras) => {
    expect(await ofRoot({ secret: SECRET, ...extras })).toBe(
      'loginPolicy has no method decide. Write a class with decide(attempt).',
    );
  });

  it('reports a log-in policy without decide after the other problems', async () => {
    expect(await ofRoot({ secret: 'short', loginPolicy: WithoutDecide })).toMatch(
      /^secret is too short[^\n]*$/,
    );
  });

  it('accepts a log-in policy that defines decide as a property', async () => {
    const started = ofRoot({ secret: SECRET, loginPolicy: WithProperty });
    await expect(started).rejects.toThrow('The application started.');
  });
});

describe('options and module settings without a value', () => {
  const SHORT = /^secret is too short[^\n]*$/;
  const without = (names: string[], value: null | undefined) =>
    Object.fromEntries(names.map((name) => [name, value]));

  it.each([null, undefined])(
    'options and module settings have their defaults when the value is %p',
    async (value) => {
      const options = ['previousSecret', 'accessTokenLifetime', 'issuer'];
      const settings = ['routes', 'isGlobal', 'dataSource', 'authEvents', 'imports'];
      const given = without([...options, ...settings], value);
      expect(await ofRoot({ secret: 'short', ...given })).toMatch(SHORT);
      const ofKeys = without(['publicKey', 'jwksUri', 'issuer'], value);
      expect(await ofVerifier({ secret: 'short', ...ofKeys })).toMatch(SHORT);
    },
  );

  it('the module is global and has its routes when both settings are null', () => {
    const nothing = without(['isGlobal', 'routes'], null) as AuthModuleExtras;
    const { global, controllers } = AuthModule.forRoot({ secret: SECRET, ...nothing });
    expect(global).toBe(true);
    expect(controllers).toHaveLength(AuthModule.forRoot({ secret: SECRET }).controllers!.length);
    expect(controllers).not.toEqual([]);
    const verifier = { secret: SECRET, isGlobal: null as unknown as undefined };
    expect(AuthModule.forVerifier(verifier).global).toBe(true);
  });

  it('the module uses the default stores when they are null', async () => {
    const nothing = without(['userStore', 'refreshTokenStore'], null);
    expect(await ofRoot({ secret: SECRET, ...nothing })).toMatch(
      /^There is no TypeORM data source\.[^\n]*$/,
    );
  });
});

const publicKey = pemOf(ecPair().publicKey);
const jwksUri = 'https://issuer.test/jwks.json';

describe('invalid options of forVerifier', () => {
  it.each([
    ['none of them', {}],
    ['a secret and a public key', { secret: SECRET, publicKey }],
    ['a public key and a jwksUri', { publicKey, jwksUri }],
    ['all three', { secret: SECRET, publicKey, jwksUri }],
  ])(
    'rejects a verifier without exactly one of secret, publicKey and jwksUri: %s',
    async (_, options) => {
      expect(await ofVerifier(options)).toBe('Write one of secret, publicKey and jwksUri.');
    },
  );

  const NEITHER = 'is neither a key in PEM nor a JWK. Write the text of such a file.';
  it.each<[string, unknown, RegExp | string]>([
    ['a private key', pemOf(ecPair().privateKey), 'is a private key. Write the public one.'],
    [
      'an RSA key of 1024 bits',
      pemOf(rsaPair(1024).publicKey),
      /is an RSA key of 1024 bits\. Write /,
    ],
    ['an EC key on another curve', pemOf(ecPair('P-521').publicKey), /curve secp521r1\. Write /],
    ['an Ed448 key', pemOf(generateKeyPairSync('ed448').publicKey), /of type ed448\. Write /],
    ['not PEM', 'a key', NEITHER],
    ['a number', 5, NEITHER],
  ])('forVerifier rejects a publicKey that is %s', async (_, wrong, problem) => {
    const message = await ofVerifier({ publicKey: wrong });
    expect(message).toMatch(/^publicKey [^\n]+$/);
    expect(message).toMatch(problem);
  });

  it.each<unknown>([
    'http://issuer.test/jwks.json',
    'http://127.evil.example/jwks.json',
    'ftp://localhost/jwks.json',
    'issuer.test',
    'file:///etc/passwd',
    '',
    5,
  ])('rejects the jwksUri %p', async (wrong) => {
    expect(await ofVerifier({ jwksUri: wrong })).toBe(
      `jwksUri is '${String(wrong)}'. Write an address that begins with https://.`,
    );
  });

  it.each([jwksUri, 'http://localhost/jwks', 'http://127.0.0.1/jwks', 'http://[::1]/jwks'])(
    'accepts the jwksUri %s and does not fetch it at the start',
    async (right) => {
      await expect(ofVerifier({ jwksUri: right })).rejects.toThrow('The application started.');
    },
  );

  it('forVerifier reports every invalid option at once', async () => {
    const wrong = { clockTolerance: 5, issuer: 5, audience: '', algorithm: 'none' };
    const problems = await ofVerifier({ secret: 'short', ...wrong, globalGuard: 'yes' });
    expect(problems.split('\n').map((problem) => problem.split('.')[0])).toEqual([
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
    expect(await ofVerifier(options)).toMatch(new RegExp(`^${name} is predictable: [^\n]*$`));
  });

  it('rejects a previousSecret without a secret', async () => {
    expect(await ofVerifier({ publicKey, previousSecret: SECRET })).toBe(
      'previousSecret requires secret. Leave it out.',
    );
  });
});
