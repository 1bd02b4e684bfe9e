import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type AuthEvent,
  AuthEvents,
  AuthModule,
  type AuthModuleExtras,
  SessionService,
  PasswordHasher,
  RefreshToken,
  UserEntity,
  UserService,
  UserStore,
} from '../../src/index.js';
import { CreateUser1763800000001 } from '../../src/migrations.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswordHasher } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { TestApplication } from './support/application.js';
import { OrdersModule } from './support/orders.js';

/** Records the calls of the ports that the application provides. */
@Injectable()
class CallLog {
  readonly lines: string[] = [];
}

@Injectable()
class LoggedCustomers extends Customers {
  constructor(private readonly callLog: CallLog) {
    super();
  }

  override recordLogin(id: string): Promise<void> {
    this.callLog.lines.push(`user ${id} logged in`);
    return Promise.resolve();
  }
}

@Injectable()
class LoggedPasswordHasher extends PlainPasswordHasher {
  constructor(private readonly callLog: CallLog) {
    super();
  }

  override verify(hash: string, password: string): Promise<boolean> {
    this.callLog.lines.push('password verified');
    return super.verify(hash, password);
  }
}

@Injectable()
class LoggedSessions extends MemoryRefreshTokenStore {
  constructor(
    private readonly callLog: CallLog,
    customers: LoggedCustomers,
  ) {
    super(customers);
  }

  override create(session: Parameters<MemoryRefreshTokenStore['create']>[0]): Promise<void> {
    this.callLog.lines.push(`session of ${session.userId} stored`);
    return super.create(session);
  }
}

@Injectable()
class LoggedEvents extends AuthEvents {
  constructor(private readonly callLog: CallLog) {
    super();
  }

  emit({ type }: AuthEvent): void {
    this.callLog.lines.push(type);
  }
}

const PROVIDERS = [CallLog, LoggedCustomers, LoggedPasswordHasher, LoggedSessions, LoggedEvents];

/** Provides them to modules that import it. Not global. */
@Module({ providers: PROVIDERS, exports: PROVIDERS })
class OwnModule {}

/** The three ways to pass a port to the module. */
const PORTS: readonly (readonly [string, () => AuthModuleExtras, () => CallLog | undefined])[] = [
  [
    'as classes with dependencies from imports',
    () => ({
      imports: [OwnModule],
      userStore: LoggedCustomers,
      passwordHasher: LoggedPasswordHasher,
      refreshTokenStore: LoggedSessions,
      authEvents: LoggedEvents,
    }),
    () => undefined,
  ],
  [
    'with useExisting',
    () => ({
      imports: [OwnModule],
      userStore: { useExisting: LoggedCustomers },
      passwordHasher: { useExisting: LoggedPasswordHasher },
      refreshTokenStore: { useExisting: LoggedSessions },
      authEvents: { useExisting: LoggedEvents },
    }),
    () => undefined,
  ],
  ...[new CallLog()].map((callLog) => {
    const customers = new LoggedCustomers(callLog);
    const instances = {
      userStore: customers,
      passwordHasher: new LoggedPasswordHasher(callLog),
      refreshTokenStore: new LoggedSessions(callLog, customers),
      authEvents: new LoggedEvents(callLog),
    };
    return ['as instances', () => instances, () => callLog] as const;
  }),
];

let application: TestApplication;
afterEach(() => application.stop());

describe.each(PORTS)('ports that an application passes %s', (_, extras, callLogOf) => {
  it('needs no database when the application passes every port', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET, ...extras() });
    application = await TestApplication.start('fastify', {
      imports: [auth, OwnModule, OrdersModule],
    });
    const { access, refresh } = await application.obtain();
    expect((callLogOf() ?? application.find(CallLog)).lines).toEqual([
      'password verified',
      'user 7 logged in',
      'session of 7 stored',
      'authn_login_success',
      'authn_token_created',
    ]);
    expect((await application.getWithToken('/orders', access)).json).toEqual({
      of: '7',
      username: 'carol',
    });
    expect((await application.refresh(refresh)).status).toBe(200);
    expect((await application.refresh(refresh)).status).toBe(401);
  });

  it('accepts ports next to useFactory', async () => {
    const auth = AuthModule.forRootAsync({
      useFactory: () => ({ secret: SECRET }),
      ...extras(),
      imports: [OwnModule],
    });
    application = await TestApplication.start('fastify', { imports: [auth, OwnModule] });
    expect((await application.refresh((await application.obtain()).refresh)).status).toBe(200);
  });
});

/** Sessions outside of the data source, such as in Redis. */
@Injectable()
class OwnSessions extends MemoryRefreshTokenStore {
  constructor(users: UserStore) {
    super(users);
  }
}

describe('a single replaced port', () => {
  it('accepts a userStore of the application with the default session table', async () => {
    const auth = AuthModule.forRoot({
      secret: SECRET,
      userStore: Customers,
      passwordHasher: PlainPasswordHasher,
    });
    application = await TestApplication.start('fastify', { imports: [inMemory(), auth] });
    const { refresh } = await application.obtain();
    expect((await application.refresh(refresh)).status).toBe(200);
    expect((await application.refresh(refresh)).status).toBe(401);
  });

  it('accepts a refreshTokenStore of the application with the default user table', async () => {
    const auth = AuthModule.forRoot({
      secret: SECRET,
      refreshTokenStore: OwnSessions,
      passwordHasher: PlainPasswordHasher,
    });
    const source = inMemory({ entities: [UserEntity], migrations: [CreateUser1763800000001] });
    application = await TestApplication.start('fastify', { imports: [source, auth] });
    await createUser(application, 'c', CREDENTIALS);
    const { access, refresh } = await application.obtain();
    expect((await application.refresh(refresh)).status).toBe(200);
    await application.find(SessionService).revokeAllOf('c');
    expect((await application.refresh((await application.obtain()).refresh)).status).toBe(200);
    expect((await application.getWithToken('/api/me/', access)).status).toBe(401);
  });

  it('PasswordHasher resolves to Argon2id when the application passes no hasher', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET });
    application = await TestApplication.start('fastify', { imports: [inMemory(), auth] });
    expect(await application.find(PasswordHasher).hash('a good password')).toMatch(/^\$argon2id\$/);
  });
});

/** A class of the application that registers users. */
@Injectable()
class SignUp {
  constructor(readonly users: UserService) {}
}

describe('UserService', () => {
  it('UserService creates and changes users of the default table, from any module', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET });
    application = await TestApplication.start('fastify', {
      imports: [inMemory(), auth],
      providers: [SignUp],
    });
    const { users } = application.find(SignUp);
    await users.create(CREDENTIALS);
    await application.obtain();
    await users.setPassword(CREDENTIALS.username, 'another password');
    const sessions = await application.find(DataSource).getRepository(RefreshToken).find();
    expect(sessions).toEqual([expect.objectContaining({ revokedReason: 'password_change' })]);
  });

  it('UserService cannot be resolved when the application has its own userStore', async () => {
    const ports = { userStore: Customers, passwordHasher: PlainPasswordHasher };
    const auth = AuthModule.forRoot({ secret: SECRET, ...ports });
    application = await TestApplication.start('fastify', { imports: [inMemory(), auth] });
    expect(() => application.find(UserService)).toThrow('could not find UserService');
  });
});
