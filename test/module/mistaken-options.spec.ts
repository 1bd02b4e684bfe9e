import { describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthModuleExtras, type AuthModuleOptions } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { Customers } from './support/customers.js';
import { inMemory } from './support/database.js';
import { problemsAtStart } from './support/failed-start.js';
import { ownPorts } from './support/memory-stores.js';

/** What somebody writes in JavaScript, where nobody checks it before. */
const written = (options: unknown): AuthModuleOptions => options as AuthModuleOptions;

const problemsOf = (options: unknown): Promise<string> =>
  problemsAtStart([AuthModule.forRoot({ ...written(options), ...ownPorts() })]);

const problemsMade = (made: unknown): Promise<string> =>
  problemsAtStart([AuthModule.forRootAsync({ useFactory: () => written(made), ...ownPorts() })]);

describe('options that are wrong', () => {
  it('stop the start, all of them at once, each with what to write', async () => {
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

  it('stop it together with what the database lacks', async () => {
    const imports = [inMemory({ entities: [] }), AuthModule.forRoot({ secret: '' })];
    const problems = await problemsAtStart(imports);
    expect(problems).toMatch(/^secret is missing\..*\n.*entity RefreshToken.*\n.*entity User/);
  });

  it('do not show the secret', async () => {
    const almost = SECRET.slice(0, 31);
    expect(await problemsOf({ secret: almost, previousSecret: almost })).not.toContain(almost);
  });

  it.each([
    ['number', 12_345_678_901_234],
    ['null', null],
    ['list', [SECRET]],
    ['nothing', undefined],
  ])('are listed like any other when a %s stands for every text', async (_, value) => {
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

  it('are as good as left out where they are null or undefined and have a default', async () => {
    for (const none of [null, undefined]) {
      const options = { previousSecret: none, accessTokenLifetime: none, issuer: none };
      expect(await problemsOf({ ...options, secret: 'short' })).toMatch(/^secret [^\n]*$/);
    }
  });
});

describe('a factory of options', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', SECRET],
    ['a list', []],
  ])('that returns %s is told what to return', async (_, made) => {
    expect(await problemsMade(made)).toMatch(
      /^The options are missing\. Return an object .*useFactory/,
    );
  });

  it('that returns what belongs beside it is told so', async () => {
    expect(await problemsMade({ secret: SECRET, routes: false })).toMatch(
      /^Unknown option 'routes'\..*next to useFactory, not in the object that it returns\.$/,
    );
  });
});

describe('what stands beside the options', () => {
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
  ])('stops the start when %s is %p', async (name, value) => {
    const extras = { ...ownPorts(), userStore: Customers, [name]: value };
    const problems = await problemsAtStart([AuthModule.forRoot({ secret: SECRET, ...extras })]);
    expect(problems).toMatch(new RegExp(`^${name} has an invalid value\\. Write .*\\.$`));
  });

  it('stops the start when there is no such thing', async () => {
    const extras = { ...ownPorts(), router: false };
    const useFactory = () => ({ secret: SECRET });
    const problems = await problemsAtStart([AuthModule.forRootAsync({ useFactory, ...extras })]);
    expect(problems).toMatch(
      /^Unknown property 'router' next to useFactory\. Expected one of: isGlobal, .*\.$/,
    );
  });

  it('is as good as left out where it is null', async () => {
    const none = {
      routes: null,
      isGlobal: null,
      dataSource: null,
      authEvents: null,
      imports: null,
    };
    const extras = { ...none, ...ownPorts() } as unknown as AuthModuleExtras;
    expect(await problemsAtStart([AuthModule.forRoot({ secret: 'short', ...extras })])).toMatch(
      /^secret [^\n]*$/,
    );
  });

  it('leaves the module visible everywhere, with its routes, where that is null', () => {
    const none = { isGlobal: null, routes: null } as unknown as AuthModuleExtras;
    const { global, controllers } = AuthModule.forRoot({ secret: SECRET, ...none });
    expect(global).toBe(true);
    expect(controllers).toHaveLength(AuthModule.forRoot({ secret: SECRET }).controllers!.length);
    expect(controllers).not.toEqual([]);
  });

  it('is a port of our own where that is null', async () => {
    const ports = { userStore: null, refreshTokenStore: null } as unknown as AuthModuleExtras;
    expect(await problemsAtStart([AuthModule.forRoot({ secret: SECRET, ...ports })])).toMatch(
      /^There is no TypeORM data source\.[^\n]*$/,
    );
  });
});
