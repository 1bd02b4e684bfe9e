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
  User,
  UserService,
  UserStore,
} from '../../src/index.js';
import { CreateUser1763800000001 } from '../../src/migrations.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswords } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { Host } from './support/host.js';
import { OrdersModule } from './support/orders.js';

/** What the application notes of the calls that reach something of its own. */
@Injectable()
class Notes {
  readonly lines: string[] = [];
}

@Injectable()
class NotedCustomers extends Customers {
  constructor(private readonly notes: Notes) {
    super();
  }

  override recordLogin(id: string): Promise<void> {
    this.notes.lines.push(`user ${id} logged in`);
    return Promise.resolve();
  }
}

@Injectable()
class NotedPasswords extends PlainPasswords {
  constructor(private readonly notes: Notes) {
    super();
  }

  override verify(hash: string, password: string): Promise<boolean> {
    this.notes.lines.push('password verified');
    return super.verify(hash, password);
  }
}

@Injectable()
class NotedSessions extends MemoryRefreshTokenStore {
  constructor(
    private readonly notes: Notes,
    customers: NotedCustomers,
  ) {
    super(customers);
  }

  override create(session: Parameters<MemoryRefreshTokenStore['create']>[0]): Promise<void> {
    this.notes.lines.push(`session of ${session.userId} stored`);
    return super.create(session);
  }
}

@Injectable()
class NotedEvents extends AuthEvents {
  constructor(private readonly notes: Notes) {
    super();
  }

  emit({ type }: AuthEvent): void {
    this.notes.lines.push(type);
  }
}

const OURS = [Notes, NotedCustomers, NotedPasswords, NotedSessions, NotedEvents];

/** Where the application keeps all that; not global. */
@Module({ providers: OURS, exports: OURS })
class OwnModule {}

/** The three ways to hand the module something. */
const HANDED: readonly (readonly [string, () => AuthModuleExtras, () => Notes | undefined])[] = [
  [
    'as classes, which ask for what imports export',
    () => ({
      imports: [OwnModule],
      userStore: NotedCustomers,
      passwordHasher: NotedPasswords,
      refreshTokenStore: NotedSessions,
      authEvents: NotedEvents,
    }),
    () => undefined,
  ],
  [
    'by useExisting, as what is there already',
    () => ({
      imports: [OwnModule],
      userStore: { useExisting: NotedCustomers },
      passwordHasher: { useExisting: NotedPasswords },
      refreshTokenStore: { useExisting: NotedSessions },
      authEvents: { useExisting: NotedEvents },
    }),
    () => undefined,
  ],
  ...[new Notes()].map((notes) => {
    const customers = new NotedCustomers(notes);
    const instances = {
      userStore: customers,
      passwordHasher: new NotedPasswords(notes),
      refreshTokenStore: new NotedSessions(notes, customers),
      authEvents: new NotedEvents(notes),
    };
    return ['as instances', () => instances, () => notes] as const;
  }),
];

let host: Host;
afterEach(() => host.stop());

describe.each(HANDED)('ports that an application hands over %s', (_, extras, notesOf) => {
  it('are all that is asked, and no database is needed', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET, ...extras() });
    host = await Host.start('fastify', { imports: [auth, OwnModule, OrdersModule] });
    const { access, refresh } = await host.obtain();
    expect((notesOf() ?? host.find(Notes)).lines).toEqual([
      'password verified',
      'user 7 logged in',
      'session of 7 stored',
      'authn_login_success',
      'authn_token_created',
    ]);
    expect((await host.ask('/orders', access)).json).toEqual({ of: '7', username: 'carol' });
    expect((await host.refresh(refresh)).status).toBe(200);
    expect((await host.refresh(refresh)).status).toBe(401);
  });

  it('stand beside useFactory, too', async () => {
    const auth = AuthModule.forRootAsync({
      useFactory: () => ({ secret: SECRET }),
      ...extras(),
      imports: [OwnModule],
    });
    host = await Host.start('fastify', { imports: [auth, OwnModule] });
    expect((await host.refresh((await host.obtain()).refresh)).status).toBe(200);
  });
});

/** Sessions elsewhere than in a database, such as in Redis. */
@Injectable()
class OwnSessions extends MemoryRefreshTokenStore {
  constructor(users: UserStore) {
    super(users);
  }
}

describe('one port alone', () => {
  it('is replaced while the others stay ours: users of the application, sessions in the table', async () => {
    const auth = AuthModule.forRoot({
      secret: SECRET,
      userStore: Customers,
      passwordHasher: PlainPasswords,
    });
    host = await Host.start('fastify', { imports: [inMemory(), auth] });
    const { refresh } = await host.obtain();
    expect((await host.refresh(refresh)).status).toBe(200);
    expect((await host.refresh(refresh)).status).toBe(401);
  });

  it('is replaced while the others stay ours: sessions of the application, users in the table', async () => {
    const auth = AuthModule.forRoot({
      secret: SECRET,
      refreshTokenStore: OwnSessions,
      passwordHasher: PlainPasswords,
    });
    const source = inMemory({ entities: [User], migrations: [CreateUser1763800000001] });
    host = await Host.start('fastify', { imports: [source, auth] });
    await createUser(host, 'c', CREDENTIALS);
    const { access, refresh } = await host.obtain();
    expect((await host.refresh(refresh)).status).toBe(200);
    await host.find(SessionService).revokeAllOf('c');
    expect((await host.refresh((await host.obtain()).refresh)).status).toBe(200);
    expect((await host.ask('/api/me/', access)).status).toBe(401);
  });

  it('can be a hasher of the application’s, and ours is what it finds under our name otherwise', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET });
    host = await Host.start('fastify', { imports: [inMemory(), auth] });
    expect(await host.find(PasswordHasher).hash('a good password')).toMatch(/^\$argon2id\$/);
  });
});

/** What an application has where people join. */
@Injectable()
class SignUp {
  constructor(readonly users: UserService) {}
}

describe('the users', () => {
  it('are made and changed by UserService, in any module, as long as they are in our table', async () => {
    const auth = AuthModule.forRoot({ secret: SECRET });
    host = await Host.start('fastify', { imports: [inMemory(), auth], providers: [SignUp] });
    const { users } = host.find(SignUp);
    await users.create(CREDENTIALS);
    await host.obtain();
    await users.setPassword(CREDENTIALS.username, 'another password');
    const sessions = await host.find(DataSource).getRepository(RefreshToken).find();
    expect(sessions).toEqual([expect.objectContaining({ revokedReason: 'password_change' })]);
  });

  it('that are the application’s own are not changed by us', async () => {
    const ports = { userStore: Customers, passwordHasher: PlainPasswords };
    const auth = AuthModule.forRoot({ secret: SECRET, ...ports });
    host = await Host.start('fastify', { imports: [inMemory(), auth] });
    expect(() => host.find(UserService)).toThrow('could not find UserService');
  });
});
