import { describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthModuleExtras, type AuthModuleOptions } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { Customers } from './support/customers.js';
import { inMemory } from './support/database.js';
import { problemsAtStart } from './support/failed-start.js';
import { ownPorts } from './support/memory-stores.js';

/** Options as JavaScript code can pass them, without type checks. */
const unchecked = (options: unknown): AuthModuleOptions => options as AuthModuleOptions;

const problemsOf = (options: unknown): Promise<string> =>
  problemsAtStart([AuthModule.forRoot({ ...unchecked(options), ...ownPorts() })]);

const problemsOfFactory = (returned: unknown): Promise<string> =>
  problemsAtStart([
    AuthModule.forRootAsync({ useFactory: () => unchecked(returned), ...ownPorts() }),
  ]);

describe('invalid options', () => {
  it('fails the start with one message for each invalid option', async () => {
    const problems = await problemsOf({
      secret: 'short',
      previousSecret: 'changeme'.repeat(8),
      accessTokenLifetime: '5 minutes',
      refreshTokenLifetime: '0s',
      sessionLifetime: '9999d',
      rotation: 'sometimes',
      reuseInterval: '-1s',
      accessTokenCheck: 'never',
      clockTolerance: 'PT1M',
      issuer: '',
      audience: ['a', 'b'],
      refreshTokenLifetimes: '24h',
    });
    expect(problems.split('\n')).toEqual([
      expect.stringMatching(/^Unknown option 'refreshTokenLifetimes'\. Expected one of: secret,/),
      expect.stringMatching(
        /^secret is too short: 5 bytes, at least 32 are required\. Generate one with: node -p /,
      ),
      expect.stringMatching(/^previousSecret is publicly known or easy to guess\. Write /),
      expect.stringMatching(/^accessTokenLifetime is '5 minutes'\. Write .* such as '5m'/),
      expect.stringMatching(/^refreshTokenLifetime is '0s'\. Write .* from '1s' to '3650d'/),
      expect.stringMatching(/^sessionLifetime is '9999d'\. Write /),
      "rotation is 'sometimes'. Write 'single-use' or 'none'.",
      expect.stringMatching(/^reuseInterval is '-1s'\. Write /),
      "accessTokenCheck is 'never'. Write 'session' or 'signature'.",
      expect.stringMatching(/^clockTolerance is 'PT1M'\. Write /),
      expect.stringMatching(/^issuer is ''\. Write a string, or leave it out\.$/),
      expect.stringMatching(/^audience is 'a,b'\. Write a string, or leave it out\.$/),
    ]);
  });

  it('reports invalid options together with missing entities of the data source', async () => {
    const imports = [inMemory({ entities: [] }), AuthModule.forRoot({ secret: '' })];
    const problems = await problemsAtStart(imports);
    expect(problems).toMatch(
      /^secret is missing\..*\n.*entity RefreshToken.*\n.*entity UserEntity/,
    );
  });

  it('does not repeat the secret when it reports invalid options', async () => {
    const almost = SECRET.slice(0, 31);
    expect(await problemsOf({ secret: almost, previousSecret: almost })).not.toContain(almost);
  });

  it.each([
    ['number', 12_345_678_901_234],
    ['null', null],
    ['list', [SECRET]],
    ['nothing', undefined],
  ])('reports every text option that has a value of another type: %s', async (_, value) => {
    const problems = await problemsOf({
      secret: value,
      previousSecret: value ?? 5,
      accessTokenLifetime: value ?? 5,
      rotation: value ?? 5,
      issuer: value ?? 5,
      audience: value ?? 5,
    });
    const names = problems.split('\n').map((problem) => problem.split(' ')[0]);
    const all = ['secret', 'previousSecret', 'accessTokenLifetime', 'rotation', 'issuer'];
    expect(names).toEqual([...all, 'audience']);
  });

  it('applies the default when an option is null or undefined', async () => {
    for (const value of [null, undefined]) {
      const options = { previousSecret: value, accessTokenLifetime: value, issuer: value };
      expect(await problemsOf({ ...options, secret: 'short' })).toMatch(/^secret [^\n]*$/);
    }
  });
});

describe('option factories', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', SECRET],
    ['a list', []],
  ])('fails the start when the options factory returns %s', async (_, returned) => {
    expect(await problemsOfFactory(returned)).toMatch(
      /^The options are missing\. Return an object .*useFactory/,
    );
  });

  it('fails the start when the factory returns an option that belongs next to useFactory', async () => {
    expect(await problemsOfFactory({ secret: SECRET, routes: false })).toMatch(
      /^Unknown option 'routes'\..*next to useFactory, not in the object that it returns\.$/,
    );
  });
});

describe('module settings next to the options', () => {
  it.each([
    ['userStore', 'Customers'],
    ['passwordHasher', 5],
    ['authEvents', 'log'],
    ['authEvents', { useExisting: undefined }],
    ['userStore', { findByUsername: () => null, findById: () => null }],
    ['userStore', { useClass: Customers }],
    ['passwordHasher', { useFactory: () => ({}) }],
    ['refreshTokenStore', {}],
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
    const extras = { ...ownPorts(), userStore: Customers, [name]: value };
    const problems = await problemsAtStart([AuthModule.forRoot({ secret: SECRET, ...extras })]);
    expect(problems).toMatch(new RegExp(`^${name} has an invalid value\\. Write .*\\.$`));
  });

  it('fails the start when a module setting is unknown', async () => {
    const extras = { ...ownPorts(), router: false };
    const useFactory = () => ({ secret: SECRET });
    const problems = await problemsAtStart([AuthModule.forRootAsync({ useFactory, ...extras })]);
    expect(problems).toMatch(
      /^Unknown property 'router' next to useFactory\. Expected one of: isGlobal, .*\.$/,
    );
  });

  it('applies the default when a module setting is null', async () => {
    const value = {
      routes: null,
      isGlobal: null,
      dataSource: null,
      authEvents: null,
      imports: null,
    };
    const extras = { ...value, ...ownPorts() } as unknown as AuthModuleExtras;
    expect(await problemsAtStart([AuthModule.forRoot({ secret: 'short', ...extras })])).toMatch(
      /^secret [^\n]*$/,
    );
  });

  it('keeps the module global, with its routes, when isGlobal and routes are null', () => {
    const value = { isGlobal: null, routes: null } as unknown as AuthModuleExtras;
    const { global, controllers } = AuthModule.forRoot({ secret: SECRET, ...value });
    expect(global).toBe(true);
    expect(controllers).toHaveLength(AuthModule.forRoot({ secret: SECRET }).controllers!.length);
    expect(controllers).not.toEqual([]);
  });

  it('uses the default stores when userStore and refreshTokenStore are null', async () => {
    const ports = { userStore: null, refreshTokenStore: null } as unknown as AuthModuleExtras;
    expect(await problemsAtStart([AuthModule.forRoot({ secret: SECRET, ...ports })])).toMatch(
      /^There is no TypeORM data source\.[^\n]*$/,
    );
  });
});
