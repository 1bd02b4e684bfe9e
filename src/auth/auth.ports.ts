import type { Provider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AUTH_EVENT_SINK } from './auth-event-sink.js';
import type { AuthModuleExtras } from './auth.options.js';
import { AUTH_SETTINGS } from './auth.settings.js';
import { AuthEvents } from './domain/auth-events.js';
import { Clock } from './domain/clock.js';
import { PasswordHasher } from './domain/password-hasher.js';
import { RefreshTokenStore } from './domain/refresh-token.store.js';
import type { UserDirectory } from './domain/user-directory.js';
import { UserStore } from './domain/user.store.js';
import { type HostProvided, provideFor } from './host-provided.js';
import { LoggedAuthEvents } from './logged-auth-events.js';
import { SessionStatusCache } from './sessions/session-status-cache.js';
import { RefreshToken } from './persistence/refresh-token.entity.js';
import { storageProblems } from './persistence/storage-problems.js';
import { TypeOrmRefreshTokenStore } from './persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from './persistence/typeorm-user.store.js';
import { User } from './persistence/user.entity.js';
import { Argon2PasswordHasher } from './users/argon2-password-hasher.js';
import { NarrowedUserStore } from './users/narrowed-user.store.js';
import { HashQueue } from './users/hash-queue.js';
import { QueuedPasswordHasher, UNQUEUED_PASSWORD_HASHER } from './users/queued-password-hasher.js';
import { UserService } from './users/user.service.js';

/** The data source of our own stores, once it is known to hold what they need. */
const AUTH_DATA_SOURCE = Symbol('AUTH_DATA_SOURCE');

/** The user store as the application gave it. `UserStore` returns only the members of its types. */
const GIVEN_USER_STORE = Symbol('GIVEN_USER_STORE');

/** What is wrong with it, for the list of mistakes. */
export const STORAGE_PROBLEMS = Symbol('STORAGE_PROBLEMS');

/** What a host may replace, as it wants it or as it is otherwise. */
export function portProviders(extras: AuthModuleExtras): Provider[] {
  const { userStore, passwordHasher, refreshTokenStore, authEvents } = extras;
  return [
    ...dataSourceProviders(extras),
    provided(GIVEN_USER_STORE, userStore, {
      useFactory: (dataSource: DataSource) =>
        new TypeOrmUserStore(dataSource, refreshTokenStore === undefined),
      inject: [AUTH_DATA_SOURCE],
    }),
    {
      provide: UserStore,
      useFactory: (store: UserStore) => new NarrowedUserStore(store),
      inject: [GIVEN_USER_STORE],
    },
    provided(RefreshTokenStore, refreshTokenStore, {
      useFactory: (dataSource: DataSource, users: UserStore) =>
        new TypeOrmRefreshTokenStore(dataSource, users),
      inject: [AUTH_DATA_SOURCE, UserStore],
    }),
    ...(userStore === undefined ? [USER_SERVICE] : []),
    provideFor(UNQUEUED_PASSWORD_HASHER, passwordHasher ?? Argon2PasswordHasher),
    {
      provide: PasswordHasher,
      useFactory: (hasher: PasswordHasher, queue: HashQueue) =>
        new QueuedPasswordHasher(hasher, queue),
      inject: [UNQUEUED_PASSWORD_HASHER, HashQueue],
    },
    provideFor(AUTH_EVENT_SINK, authEvents ?? LoggedAuthEvents),
  ];
}

/** Users of the application's own are made and changed by the application. */
export const portExports = ({ userStore }: AuthModuleExtras): Type[] =>
  userStore === undefined ? [UserService] : [];

const USER_SERVICE: Provider = {
  provide: UserService,
  useFactory: (
    users: UserDirectory,
    hasher: PasswordHasher,
    clock: Clock,
    events: AuthEvents,
    sessionStatus: SessionStatusCache,
  ) => new UserService(users, hasher, clock, events, (id) => sessionStatus.forgetAllOf(id)),
  inject: [GIVEN_USER_STORE, PasswordHasher, Clock, AuthEvents, SessionStatusCache],
};

interface Factory {
  useFactory: (...dependencies: never[]) => object;
  inject: (symbol | typeof UserStore)[];
}

const provided = <T extends object>(
  provide: symbol | typeof RefreshTokenStore,
  given: HostProvided<T> | undefined,
  otherwise: Factory,
): Provider => (given === undefined ? { provide, ...otherwise } : provideFor(provide, given));

function dataSourceProviders({ dataSource, userStore, refreshTokenStore }: AuthModuleExtras) {
  const entities = [
    ...(refreshTokenStore === undefined ? [RefreshToken] : []),
    ...(userStore === undefined ? [User] : []),
  ];
  if (entities.length === 0) return [{ provide: STORAGE_PROBLEMS, useValue: [] }];
  // Where there is none, that is the first problem, and no riddle of Nest's.
  const found = { token: getDataSourceToken(dataSource), optional: true };
  return [
    {
      provide: STORAGE_PROBLEMS,
      useFactory: (source?: DataSource) => storageProblems(source, entities, dataSource),
      inject: [found],
    },
    // After the settings, which are not made where there is a problem.
    {
      provide: AUTH_DATA_SOURCE,
      useFactory: (_settings: object, source: DataSource) => source,
      inject: [AUTH_SETTINGS, found],
    },
  ];
}
