import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import {
  AuthModule,
  type AuthModuleOptions,
  type AuthOptionsFactory,
  SessionService,
  UserService,
} from '../../src/index.js';
import { claimsOf, SECRET } from '../support/jwt.js';
import type { Tokens } from '../support/api-client.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { OrdersModule } from './support/orders.js';

const OPTIONS: AuthModuleOptions = { secret: SECRET, refreshTokenLifetime: '2h' };
const TWO_HOURS_SECONDS = 7200;

/** A configuration service of the application, such as `@nestjs/config`. */
@Injectable()
class Settings implements AuthOptionsFactory {
  createAuthOptions(): AuthModuleOptions {
    return OPTIONS;
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

/** An options class with a dependency. */
@Injectable()
class AuthOptions implements AuthOptionsFactory {
  constructor(private readonly settings: Settings) {}

  createAuthOptions(): Promise<AuthModuleOptions> {
    return Promise.resolve(this.settings.createAuthOptions());
  }
}

const imports = [SettingsModule];
const inject = [Settings];
const useFactory = (settings: Settings) => Promise.resolve(settings.createAuthOptions());

const startWith = async (auth: DynamicModule, platform = PLATFORMS[0]!) => {
  const application = await TestApplication.start({
    platform,
    imports: [inMemory(), auth, OrdersModule],
  });
  await createUser(application, 'c', CREDENTIALS);
  return application;
};

describe('AuthModule', () => {
  it.each<[string, () => DynamicModule]>([
    ['forRoot', () => AuthModule.forRoot(OPTIONS)],
    ['useFactory', () => AuthModule.forRootAsync({ imports, inject, useFactory })],
    ['useClass', () => AuthModule.forRootAsync({ imports, useClass: AuthOptions })],
    ['useExisting', () => AuthModule.forRootAsync({ imports, useExisting: Settings })],
  ])('applies the options, serves its routes and guards every module with %s', async (_, auth) => {
    const application = await startWith(auth());
    const { access, refresh } = await application.obtain();
    const { iat, exp } = claimsOf(refresh);
    expect(Number(exp) - Number(iat)).toBe(TWO_HOURS_SECONDS);
    expect(await application.statusOf('/orders')).toBe(401);
    const orders = await application.getWithToken('/orders', access);
    expect(orders.json).toEqual({ of: 'c', username: 'carol' });
    const me = await application.getWithToken('/api/me/', access);
    expect(me.json).toEqual({ id: 'c', username: 'carol' });
  });
});

describe.each(PLATFORMS)('AuthModule on %s', (platform) => {
  const INVALID = [401, 'token_not_valid'];
  const refreshWith = async (application: TestApplication, token: string) => {
    const { status, json } = await application.refresh(token);
    return [status, json['code']];
  };

  it('refreshes a token once, and revokes the session when a consumed token comes back', async () => {
    const application = await startWith(AuthModule.forRoot(OPTIONS), platform);
    const { refresh } = await application.obtain();
    const successor = await application.refresh(refresh);
    expect(successor.status).toBe(200);
    expect(await refreshWith(application, refresh)).toEqual(INVALID);
    const { refresh: next } = successor.json as unknown as Tokens;
    expect(await refreshWith(application, next)).toEqual(INVALID);
  });

  it('rejects both tokens after a log-out', async () => {
    const application = await startWith(AuthModule.forRoot(OPTIONS), platform);
    const { access, refresh } = await application.obtain();
    expect((await application.post('/api/token/blacklist/', { refresh })).status).toBe(200);
    expect(await application.statusOf('/orders', access)).toBe(401);
    expect((await application.refresh(refresh)).status).toBe(401);
  });
});

describe('an access token of a revoked session', () => {
  const start = async (accessTokenCheck: 'session' | 'signature') => {
    const imports = [memoryAuth({ accessTokenCheck }), OrdersModule];
    const application = await TestApplication.start({ imports });
    const { access } = await application.obtain();
    await application.find(SessionService).revokeAllOf('7');
    return { application, access };
  };

  it('rejects the access token of a revoked session at once when accessTokenCheck is session', async () => {
    const { application, access } = await start('session');
    expect(await application.statusOf('/orders', access)).toBe(401);
  });

  it.each<[string, (users: UserService) => Promise<unknown>]>([
    ['a new password', (users) => users.setPassword(CREDENTIALS.username, 'violet kettle harbor')],
    ['a deactivation of the user', (users) => users.deactivate(CREDENTIALS.username)],
  ])(
    'rejects an access token at once after %s, although it was accepted before',
    async (_, revoke) => {
      const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET }), OrdersModule];
      const application = await TestApplication.start({ imports });
      await createUser(application, '7', CREDENTIALS);
      const { access } = await application.obtain();
      expect(await application.statusOf('/orders', access)).toBe(200);
      await revoke(application.find(UserService));
      expect(await application.statusOf('/orders', access)).toBe(401);
    },
  );

  it('accepts the access token of a revoked session when accessTokenCheck is signature, without a user look-up', async () => {
    const { application, access } = await start('signature');
    expect((await application.getWithToken('/orders', access)).text).toBe('{"of":"7"}');
    const me = await application.getWithToken('/api/me/', access);
    expect(me.json).toEqual({ id: '7', username: 'carol' });
  });
});
