import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Post, Req, UseGuards } from '@nestjs/common';
import {
  type AuthEvent,
  AuthEvents,
  AuthModule,
  type AuthModuleExtras,
  CredentialsService,
  type GuardedRequest,
  JwtAuthGuard,
  LocalAuthGuard,
  RefreshTokenStore,
  SessionService,
  TokenService,
  type User,
  UserService,
  UserStore,
  type UserWithPasswordHash,
} from '../../src/index.js';
import {
  MemoryRefreshTokenStore,
  MemoryUserDirectory,
  TestPasswordHasher,
} from '../../src/testing/index.js';
import { claimsOf } from '../support/jwt.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, plain, PlainPasswordHasher } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { TestApplication, PLATFORMS, type Platform } from './support/application.js';

/** Handlers that return what Keyturn gives them. */
@Controller('own')
class OwnController {
  constructor(
    private readonly users: UserStore,
    private readonly credentials: CredentialsService,
  ) {}

  @Post('session')
  @UseGuards(LocalAuthGuard)
  logIn(@Req() { user }: { user: object }) {
    return user;
  }

  @Post('authenticate')
  authenticate() {
    return this.credentials.authenticate(CREDENTIALS.username, CREDENTIALS.password);
  }

  @Get('me')
  @UseGuards(JwtAuthGuard)
  me(@Req() { user }: GuardedRequest) {
    return user;
  }

  @Get('user')
  user() {
    return this.users.findById('7');
  }
}

@Injectable()
class CollectedEvents extends AuthEvents {
  readonly events: AuthEvent[] = [];

  emit(event: AuthEvent): void {
    this.events.push(event);
  }
}

const HASH = plain(CREDENTIALS.password);
const HASH_SYMBOL = Symbol('hash');

/** A row of the application's table that exposes the hash through every kind of property. */
class Row implements User {
  readonly id = '7';
  readonly username = CREDENTIALS.username;
  readonly isActive = true;
  readonly tokenVersion = 0;
  readonly password = HASH;
  readonly passwordHash = HASH;
  readonly credentials = { hashes: [HASH] };
  readonly [HASH_SYMBOL] = HASH;

  constructor() {
    Object.defineProperty(this, 'hidden', { value: HASH, enumerable: false });
    Object.defineProperty(this, Symbol('hash'), { value: HASH, enumerable: true });
  }

  get digest() {
    return HASH;
  }

  toJSON() {
    return { ...this, digest: HASH };
  }
}

/** Returns the documented types, but the rows have additional properties. */
class Customers extends UserStore<User> {
  findByUsername(name: string): Promise<UserWithPasswordHash | null> {
    return Promise.resolve(name === CREDENTIALS.username ? new Row() : null);
  }

  findById(id: string): Promise<User | null> {
    return Promise.resolve(id === '7' ? new Row() : null);
  }

  recordLogin() {
    return Promise.resolve();
  }

  override claims(user: User) {
    const { id, tokenVersion, passwordHash } = user as Row;
    return { customer: id, version: tokenVersion, passwordHash, isRow: user instanceof Row };
  }
}

interface Stores {
  extras: AuthModuleExtras;
  imports: ReturnType<typeof inMemory>[];
  prepare: (application: TestApplication) => Promise<unknown>;
}

function ownStores(): Stores {
  const userStore = new Customers();
  const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
  const extras = { userStore, refreshTokenStore, passwordHasher: new PlainPasswordHasher() };
  return { extras, imports: [], prepare: () => Promise.resolve() };
}

function storesInMemory(): Stores {
  const users = new MemoryUserDirectory();
  const hasher = new TestPasswordHasher();
  users.sessions = new MemoryRefreshTokenStore(users);
  const { username, password } = CREDENTIALS;
  const create = async () =>
    users.create(
      {
        id: '7',
        username,
        passwordHash: await hasher.hash(password),
        isActive: true,
        tokenVersion: 0,
      },
      0,
    );
  return {
    extras: { userStore: users, refreshTokenStore: users.sessions, passwordHasher: hasher },
    imports: [],
    prepare: create,
  };
}

const ourStores = (): Stores => ({
  extras: {},
  imports: [inMemory()],
  prepare: (application) => createUser(application, '7', CREDENTIALS),
});

const STORES: readonly (readonly [string, () => Stores])[] = [
  ['the default stores', ourStores],
  ['the in-memory stores', storesInMemory],
  ['a user store of the application that returns too many properties', ownStores],
];

let application: TestApplication;
const collected = new CollectedEvents();
afterEach(() => application.stop());

async function start(platform: Platform, { extras, imports, prepare }: Stores): Promise<void> {
  collected.events.length = 0;
  const auth = AuthModule.forRoot({ secret: SECRET, ...extras, authEvents: collected });
  application = await TestApplication.start(platform, {
    imports: [...imports, auth],
    controllers: [OwnController],
  });
  await prepare(application);
}

/** Every value of the API whose type has no hash. */
async function apiValues(): Promise<unknown[]> {
  const { username, password } = CREDENTIALS;
  const [users, credentials] = [application.find(UserStore), application.find(CredentialsService)];
  const [tokens, sessions] = [application.find(TokenService), application.find(SessionService)];
  const user = await credentials.authenticate(username, password);
  const pair = await tokens.obtain(user);
  const refreshed = await tokens.refresh(pair.refresh);
  const rejected = await credentials
    .authenticate(username, 'wrong')
    .catch((error: unknown) => error);
  const { sid } = claimsOf(pair.access) as { sid: string };
  const session = await application.find(RefreshTokenStore).find(sid);
  const listed = await sessions.list('7');
  return [
    user,
    await users.findById('7'),
    pair,
    claimsOf(pair.access),
    claimsOf(pair.refresh),
    refreshed,
    rejected,
    session,
    listed,
    await sessions.revoke(sid),
    ...collected.events,
    users,
  ];
}

/** Includes the object's own properties of every kind, also the hidden ones. */
const textOf = (value: unknown): string =>
  JSON.stringify(value) +
  inspect(value, { depth: 8, showHidden: true, getters: true, customInspect: false });

const LEAK = /plain:|test:|argon2|passwordHash|\bdigest\b|a good password/;

describe.each(STORES)('with %s', (_, stores) => {
  it.each(PLATFORMS)(
    'no response of a handler on %s contains a password hash',
    async (platform) => {
      await start(platform, stores());
      const { access } = await application.obtain();
      const responses = [
        await application.post('/own/session', CREDENTIALS),
        await application.post('/own/authenticate', {}),
        await application.getWithToken('/own/me', access),
        await application.getWithToken('/own/user'),
      ];
      expect(responses.map(({ status }) => status)).toEqual([201, 201, 200, 200]);
      for (const { text } of responses) {
        expect(text).toContain('"id":"7"');
        expect(text).not.toMatch(LEAK);
      }
    },
  );

  it('no value of the API contains a password hash', async () => {
    await start('fastify', stores());
    for (const value of await apiValues()) expect(textOf(value)).not.toMatch(LEAK);
  });

  it('findByUsername returns the password hash, as its type states', async () => {
    await start('fastify', stores());
    const found = await application.find(UserStore).findByUsername(CREDENTIALS.username);
    expect(found).toEqual({
      id: '7',
      username: CREDENTIALS.username,
      isActive: true,
      tokenVersion: 0,
      passwordHash: expect.stringMatching(/plain:|test:|argon2/),
    });
  });
});

it('UserStore.claims() gets the row that the same store returned, and the token contains no hash', async () => {
  await start('fastify', ownStores());
  const { access } = await application.obtain();
  const claims = claimsOf(access);
  expect(claims).toMatchObject({ customer: '7', version: 0, isRow: true });
  expect(claims).not.toHaveProperty('passwordHash');
});

it('users that UserService creates and lists have no password hash', async () => {
  await start('fastify', ourStores());
  const users = application.find(UserService);
  const created = await users.create({ username: 'dave', password: 'another good password' });
  for (const user of [created, ...(await users.list())]) {
    expect(Object.getPrototypeOf(user)).toBe(Object.prototype);
    expect(textOf(user)).not.toMatch(LEAK);
  }
});

it('users of MemoryUserDirectory have no password hash if their type has none', async () => {
  const users = new MemoryUserDirectory();
  const created = await users.create(
    { username: 'dave', passwordHash: HASH, isActive: true, tokenVersion: 0 },
    0,
  );
  for (const value of [created, await users.findById(created.id), ...(await users.list()), users]) {
    expect(textOf(value)).not.toMatch(LEAK);
  }
});
