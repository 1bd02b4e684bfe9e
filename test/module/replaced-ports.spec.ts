import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type AuthEvent,
  AuthEvents,
  AuthModule,
  type CreatedSession,
  type CreateOptions,
  type AuthModuleExtras,
  type NewSession,
  PasswordHasher,
  RefreshToken,
  SessionService,
  UserEntity,
  UserService,
  UserStore,
} from '../../src/index.js';
import { MIGRATIONS } from '../../src/migrations.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, PlainPasswordHasher } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { OrdersModule } from './support/orders.js';

/** The calls of the ports that the application provides. */
const calls: string[] = [];

@Injectable()
class OwnCustomers extends Customers {
  override recordLogin(id: string): Promise<void> {
    calls.push(`user ${id} logged in`);
    return Promise.resolve();
  }
}

@Injectable()
class OwnPasswordHasher extends PlainPasswordHasher {
  override verify(hash: string, password: string): Promise<boolean> {
    calls.push('password verified');
    return super.verify(hash, password);
  }
}

/** Has a dependency. */
@Injectable()
class SessionsOfCustomers extends MemoryRefreshTokenStore {
  constructor(customers: OwnCustomers) {
    super(customers);
  }

  override create(session: NewSession, options?: CreateOptions): Promise<CreatedSession> {
    calls.push(`session of ${session.userId} stored`);
    return super.create(session, options);
  }
}

@Injectable()
class OwnEvents extends AuthEvents {
  emit({ type }: AuthEvent): void {
    // Only the first log-in with the same stores is unfamiliar.
    if (type !== 'authn_login_unfamiliar') calls.push(type);
  }
}

const PROVIDERS = [OwnCustomers, OwnPasswordHasher, SessionsOfCustomers, OwnEvents];

/** Provides them to modules that import it. Not global. */
@Module({ providers: PROVIDERS, exports: PROVIDERS })
class OwnModule {}

const customers = new OwnCustomers();

/** The three ways to pass a port to the module. */
const PORTS: readonly (readonly [string, Omit<AuthModuleExtras, 'imports'>])[] = [
  [
    'as classes with dependencies from imports',
    {
      userStore: OwnCustomers,
      passwordHasher: OwnPasswordHasher,
      refreshTokenStore: SessionsOfCustomers,
      authEvents: OwnEvents,
    },
  ],
  [
    'with useExisting',
    {
      userStore: { useExisting: OwnCustomers },
      passwordHasher: { useExisting: OwnPasswordHasher },
      refreshTokenStore: { useExisting: SessionsOfCustomers },
      authEvents: { useExisting: OwnEvents },
    },
  ],
  [
    'as instances',
    {
      userStore: customers,
      passwordHasher: new OwnPasswordHasher(),
      refreshTokenStore: new SessionsOfCustomers(customers),
      authEvents: new OwnEvents(),
    },
  ],
];

describe.each(PORTS)('ports that an application passes %s', (_, ports) => {
  const imports = [OwnModule];
  const useFactory = () => ({ secret: SECRET });

  it.each<[string, () => DynamicModule]>([
    ['the options', () => AuthModule.forRoot({ secret: SECRET, imports, ...ports })],
    ['useFactory', () => AuthModule.forRootAsync({ useFactory, imports, ...ports })],
  ])(
    'ports of an application are used when they are next to %s, and no database is needed',
    async (_next, auth) => {
      calls.length = 0;
      const application = await TestApplication.start({ imports: [auth(), OrdersModule] });
      const { access, refresh } = await application.obtain();
      expect(calls).toEqual([
        'password verified',
        'user 7 logged in',
        'session of 7 stored',
        'authn_login_success',
        'authn_token_created',
      ]);
      const orders = await application.getWithToken('/orders', access);
      expect(orders.json).toEqual({ of: '7', username: 'carol' });
      expect((await application.refresh(refresh)).status).toBe(200);
      expect((await application.refresh(refresh)).status).toBe(401);
    },
  );
});

/** Sessions outside of the data source, such as in Redis. */
@Injectable()
class OwnSessions extends MemoryRefreshTokenStore {
  constructor(users: UserStore) {
    super(users);
  }
}

const startWith = (extras: AuthModuleExtras, source = inMemory()) =>
  TestApplication.start({ imports: [source, AuthModule.forRoot({ secret: SECRET, ...extras })] });

describe('a single replaced port', () => {
  const passwordHasher = PlainPasswordHasher;

  it('accepts a userStore of the application with the default session table', async () => {
    const application = await startWith({ userStore: Customers, passwordHasher });
    const { refresh } = await application.obtain();
    expect((await application.refresh(refresh)).status).toBe(200);
    expect((await application.refresh(refresh)).status).toBe(401);
  });

  it('accepts a refreshTokenStore of the application with the default user table', async () => {
    const source = inMemory({ entities: [UserEntity], migrations: MIGRATIONS.slice(1) });
    const extras = { refreshTokenStore: OwnSessions, passwordHasher };
    const application = await startWith(extras, source);
    await createUser(application, 'c', CREDENTIALS);
    const { access, refresh } = await application.obtain();
    expect((await application.refresh(refresh)).status).toBe(200);
    await application.find(SessionService).revokeAllOf('c');
    expect((await application.refresh((await application.obtain()).refresh)).status).toBe(200);
    expect(await application.statusOf('/api/me/', access)).toBe(401);
  });

  it('PasswordHasher resolves to Argon2id when the application passes no hasher', async () => {
    const hash = await (await startWith({})).find(PasswordHasher).hash('copper willow stream');
    expect(hash).toMatch(/^\$argon2id\$/);
  });
});

/** A class of the application that registers users. */
@Injectable()
class SignUp {
  constructor(readonly users: UserService) {}
}

describe('UserService', () => {
  it('UserService creates and changes users of the default table, from any module', async () => {
    const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET })];
    const application = await TestApplication.start({ imports, providers: [SignUp] });
    const { users } = application.find(SignUp);
    await users.create(CREDENTIALS);
    await application.obtain();
    await users.setPassword(CREDENTIALS.username, 'violet kettle harbor');
    const sessions = await application.find(DataSource).getRepository(RefreshToken).find();
    expect(sessions).toEqual([expect.objectContaining({ revokedReason: 'password_change' })]);
  });

  it('UserService cannot be resolved when the application has its own userStore', async () => {
    const application = await startWith({ userStore: Customers });
    expect(() => application.find(UserService)).toThrow('could not find UserService');
  });
});
