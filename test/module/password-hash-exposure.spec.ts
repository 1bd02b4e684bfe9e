import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Post, Req, UseGuards } from '@nestjs/common';
import {
  type AuthEvent,
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
import { claimsOf, SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS, plain, PlainPasswordHasher } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';

const { username, password } = CREDENTIALS;

/** Handlers that return what the guards give them. */
@Controller('own')
class OwnController {
  @Post('session')
  @UseGuards(LocalAuthGuard)
  logIn(@Req() { user }: { user: object }) {
    return user;
  }

  @Get('me')
  @UseGuards(JwtAuthGuard)
  me(@Req() { user }: GuardedRequest) {
    return user;
  }
}

const HASH = plain(password);

/** A row of the application's table that exposes the hash through every kind of property. */
class Row implements User {
  readonly id = '7';
  readonly username = username;
  readonly isActive = true;
  readonly tokenVersion = 0;
  readonly password = HASH;
  readonly passwordHash = HASH;
  readonly credentials = { hashes: [HASH] };

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
class Rows extends UserStore<User> {
  findByUsername(name: string): Promise<UserWithPasswordHash | null> {
    return Promise.resolve(name === username ? new Row() : null);
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

const events: AuthEvent[] = [];

const startWith = (extras: AuthModuleExtras, ...sources: DynamicModule[]) => {
  events.length = 0;
  const authEvents = { emit: (event: AuthEvent) => events.push(event) };
  const auth = AuthModule.forRoot({ secret: SECRET, ...extras, authEvents });
  return TestApplication.start({ imports: [...sources, auth], controllers: [OwnController] });
};

async function startWithDefaultStores(): Promise<TestApplication> {
  const application = await startWith({}, inMemory());
  await createUser(application, '7', CREDENTIALS);
  return application;
}

async function startWithStoresInMemory(): Promise<TestApplication> {
  const users = new MemoryUserDirectory();
  const passwordHasher = new TestPasswordHasher();
  users.sessions = new MemoryRefreshTokenStore(users);
  const passwordHash = await passwordHasher.hash(password);
  await users.create({ id: '7', username, passwordHash, isActive: true, tokenVersion: 0 }, 0);
  return startWith({ userStore: users, refreshTokenStore: users.sessions, passwordHasher });
}

function startWithRows(): Promise<TestApplication> {
  const userStore = new Rows();
  const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
  return startWith({ userStore, refreshTokenStore, passwordHasher: PlainPasswordHasher });
}

/** Every value of the API whose type has no hash. */
async function apiValues(application: TestApplication): Promise<unknown[]> {
  const [users, credentials] = [application.find(UserStore), application.find(CredentialsService)];
  const [tokens, sessions] = [application.find(TokenService), application.find(SessionService)];
  const user = await credentials.authenticate(username, password);
  const pair = await tokens.obtain(user);
  const wrong = await credentials.authenticate(username, 'x').catch((error: unknown) => error);
  const { sid } = claimsOf(pair.access) as { sid: string };
  return [
    user,
    await users.findById('7'),
    (await application.post('/own/session', CREDENTIALS)).json,
    (await application.getWithToken('/own/me', pair.access)).json,
    pair,
    claimsOf(pair.access),
    claimsOf(pair.refresh),
    await tokens.refresh(pair.refresh),
    wrong,
    await application.find(RefreshTokenStore).find(sid),
    await sessions.list('7'),
    await sessions.revoke(sid),
    ...events,
    users,
  ];
}

/** Includes the object's own properties of every kind, also the hidden ones. */
const textOf = (value: unknown): string =>
  JSON.stringify(value) +
  inspect(value, { depth: 8, showHidden: true, getters: true, customInspect: false });

const LEAK = /plain:|test:|argon2|passwordHash|\bdigest\b|copper willow stream/;

const expectNoHash = (values: readonly unknown[]) => {
  for (const value of values) expect(textOf(value)).not.toMatch(LEAK);
};

describe.each([
  ['the default stores', startWithDefaultStores],
  ['the in-memory stores', startWithStoresInMemory],
  ['a user store of the application that returns too many properties', startWithRows],
])('with %s', (_, start) => {
  it('no value of the API contains a password hash', async () => {
    const values = await apiValues(await start());
    expect(values.slice(0, 4)).toEqual(Array(4).fill(expect.objectContaining({ id: '7' })));
    expectNoHash(values);
  });

  it('findByUsername returns the password hash, as its type states', async () => {
    expect(await (await start()).find(UserStore).findByUsername(username)).toEqual({
      id: '7',
      username,
      isActive: true,
      tokenVersion: 0,
      passwordHash: expect.stringMatching(/plain:|test:|argon2/),
    });
  });
});

it('UserStore.claims() gets the row that the same store returned, and the token contains no hash', async () => {
  const claims = claimsOf((await (await startWithRows()).obtain()).access);
  expect(claims).toMatchObject({ customer: '7', version: 0, isRow: true });
  expect(claims).not.toHaveProperty('passwordHash');
});

it('users that UserService creates and lists have no password hash', async () => {
  const users = (await startWithDefaultStores()).find(UserService);
  const created = await users.create({ username: 'dave', password: 'another good password' });
  const listed = [created, ...(await users.list())];
  expect(listed.map((user: object) => Object.getPrototypeOf(user) as unknown)).toEqual(
    Array(3).fill(Object.prototype),
  );
  expectNoHash(listed);
});

it('users of MemoryUserDirectory have no password hash if their type has none', async () => {
  const users = new MemoryUserDirectory();
  const dave = { username: 'dave', passwordHash: HASH, isActive: true, tokenVersion: 0 };
  const created = await users.create(dave, 0);
  expectNoHash([created, await users.findById(created.id), ...(await users.list()), users]);
});
