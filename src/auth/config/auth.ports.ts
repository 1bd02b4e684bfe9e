import type { Provider, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { AuthModuleExtras } from './auth.options.js';
import { AUTH_SETTINGS, type AuthSettings } from './auth.settings.js';
import { AuthEvents } from '../domain/auth-events.js';
import { Clock } from '../domain/clock.js';
import { AllowEveryLogin, LoginPolicy } from '../domain/login-policy.js';
import { describeConflict, type LoginRules } from '../domain/login-name.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { storeFailure } from '../domain/throttle/store-failure.js';
import { ThrottleStore } from '../domain/throttle/throttle.store.js';
import type { UserDirectory } from '../domain/user-directory.js';
import { UserStore } from '../domain/user.store.js';
import { type CustomProvider, provideFor } from './custom-provider.js';
import { AuthOptionsError } from './option-problems.js';
import { passwordHasherProviders } from './password-hasher-providers.js';
import { HAS_OWN_USERS } from './unused-options.js';
import { LoggedAuthEvents } from '../events/logged-auth-events.js';
import { SessionStatusCache } from '../sessions/session-status-cache.js';
import { loginThrottleTable } from '../persistence/login-throttle-table.js';
import { isSqlite, poolOf } from '../persistence/typeorm-driver.js';
import { FallbackThrottleStore } from '../throttle/fallback-throttle.store.js';
import { MemoryThrottleStore } from '../throttle/memory-throttle.store.js';
import { PostgresThrottleStore } from '../throttle/postgres-throttle.store.js';
import { applyLoginRules } from '../persistence/apply-login-rules.js';
import { RefreshToken } from '../persistence/refresh-token.entity.js';
import { storageProblems } from '../persistence/storage-problems.js';
import { TypeOrmRefreshTokenStore } from '../persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../persistence/typeorm-user.store.js';
import { UserEntity } from '../persistence/user.entity.js';
import { NarrowedUserStore } from '../users/narrowed-user.store.js';
import { PasswordPolicy } from '../users/password-policy.js';
import { CredentialsService } from '../users/credentials.service.js';
import { CurrentPassword } from '../users/current-password.js';
import { UserService } from '../users/user.service.js';

/** Injection token of the data source of the module's own stores, after it was checked. */
const AUTH_DATA_SOURCE = Symbol('AUTH_DATA_SOURCE');

/**
 * Injection token of the application's user store. `UserStore` returns only the members of its
 * types.
 */
export const GIVEN_USER_STORE = Symbol('GIVEN_USER_STORE');

/** Injection token of the application's log-in policy, before it was checked. */
const GIVEN_LOGIN_POLICY = Symbol('GIVEN_LOGIN_POLICY');

/** Injection token of the store of the counters, without the fallback. */
const GIVEN_THROTTLE_STORE = Symbol('GIVEN_THROTTLE_STORE');

/**
 * Injection token of the application's event sink, or of the log. All other code injects
 * `AuthEvents`.
 */
export const AUTH_EVENT_SINK = Symbol('AUTH_EVENT_SINK');

/**
 * Injection token of the problems with the data source. They are reported together with the others.
 */
export const STORAGE_PROBLEMS = Symbol('STORAGE_PROBLEMS');

/** Returns the providers of each port: the application's, or the default. */
export function portProviders(extras: AuthModuleExtras): Provider[] {
  const { userStore, passwordHasher, refreshTokenStore, authEvents, loginPolicy } = extras;
  return [
    ...dataSourceProviders(extras),
    { provide: HAS_OWN_USERS, useValue: userStore === undefined },
    customOr(GIVEN_USER_STORE, userStore, {
      useFactory: (dataSource: DataSource, { loginRules }: AuthSettings) =>
        ownUserStore(dataSource, refreshTokenStore === undefined, loginRules),
      inject: [AUTH_DATA_SOURCE, AUTH_SETTINGS],
    }),
    {
      provide: UserStore,
      useFactory: (store: UserStore) => new NarrowedUserStore(store),
      inject: [GIVEN_USER_STORE],
    },
    customOr(RefreshTokenStore, refreshTokenStore, {
      useFactory: (dataSource: DataSource, users: UserStore) =>
        new TypeOrmRefreshTokenStore(dataSource, users),
      inject: [AUTH_DATA_SOURCE, UserStore],
    }),
    ...(userStore === undefined ? [USER_SERVICE, CURRENT_PASSWORD] : []),
    ...passwordHasherProviders(passwordHasher),
    ...throttleProviders(extras),
    provideFor(AUTH_EVENT_SINK, authEvents ?? LoggedAuthEvents),
    provideFor(GIVEN_LOGIN_POLICY, loginPolicy ?? AllowEveryLogin),
    // Depends on the settings, so that all other problems are reported first.
    {
      provide: LoginPolicy,
      useFactory: (_settings: object, policy: LoginPolicy) => checkedLoginPolicy(policy),
      inject: [AUTH_SETTINGS, GIVEN_LOGIN_POLICY],
    },
  ];
}

/** Counts in the process while the store fails. */
function throttleProviders({ throttleStore, ...extras }: AuthModuleExtras): Provider[] {
  const hasDataSource = entitiesOf(extras).length > 0;
  return [
    throttleStore === undefined
      ? {
          provide: GIVEN_THROTTLE_STORE,
          useFactory: (dataSource?: DataSource) => defaultThrottleStore(dataSource),
          inject: hasDataSource ? [AUTH_DATA_SOURCE] : [],
        }
      : provideFor(GIVEN_THROTTLE_STORE, throttleStore),
    {
      provide: ThrottleStore,
      useFactory: (store: ThrottleStore, events: AuthEvents) =>
        new FallbackThrottleStore(store, new MemoryThrottleStore(), (error) =>
          events.emit({ type: 'login_throttle_unavailable', detail: storeFailure(error) }),
        ),
      inject: [GIVEN_THROTTLE_STORE, AuthEvents],
    },
  ];
}

const defaultThrottleStore = (dataSource: DataSource | undefined): ThrottleStore =>
  dataSource === undefined || isSqlite(dataSource)
    ? new MemoryThrottleStore()
    : new PostgresThrottleStore(poolOf(dataSource), loginThrottleTable(dataSource));

/**
 * Exports `UserService` only for the module's user store. It cannot manage those of another store.
 */
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
    settings: AuthSettings,
  ) => {
    const onSessionsRevoked = (id: string) => sessionStatus.forgetAllOf(id);
    const policy = passwordPolicyOf(settings);
    return new UserService(users, hasher, clock, { events, onSessionsRevoked, policy });
  },
  inject: [GIVEN_USER_STORE, PasswordHasher, Clock, AuthEvents, SessionStatusCache, AUTH_SETTINGS],
};

const CURRENT_PASSWORD: Provider = {
  provide: CurrentPassword,
  useFactory: (
    users: UserDirectory,
    credentials: CredentialsService,
    { loginRules }: AuthSettings,
  ) => new CurrentPassword(users, credentials, loginRules),
  inject: [GIVEN_USER_STORE, CredentialsService, AUTH_SETTINGS],
};

const passwordPolicyOf = ({ passwordMinLength, issuer }: AuthSettings): PasswordPolicy =>
  new PasswordPolicy({
    minLength: passwordMinLength,
    serviceNames: issuer === undefined ? [] : [issuer],
  });

/**
 * Checks an instance, because a class may define the method as a property of its instances.
 *
 * @throws {AuthOptionsError}
 */
function checkedLoginPolicy(policy: LoginPolicy): LoginPolicy {
  if (typeof (policy as Partial<LoginPolicy>).decide === 'function') return policy;
  throw new AuthOptionsError([
    'loginPolicy has no method decide. Write a class with decide(attempt).',
  ]);
}

/** @throws {AuthOptionsError} if a log-in could mean two users */
async function ownUserStore(dataSource: DataSource, hasSessions: boolean, rules: LoginRules) {
  const conflicts = await applyLoginRules(dataSource, rules);
  if (conflicts.length === 0) return new TypeOrmUserStore(dataSource, hasSessions, rules);
  throw new AuthOptionsError([...conflicts.map(describeConflict), SOLVE_CONFLICTS]);
}

const SOLVE_CONFLICTS =
  'A log-in could mean either user. Change a name or an email address, for example with ' +
  'UserService.rename, or set usernameCase and loginFields as before.';

interface Factory {
  useFactory: (...dependencies: never[]) => object;
  inject: (symbol | typeof UserStore)[];
}

const customOr = <T extends object>(
  provide: symbol | typeof RefreshTokenStore,
  custom: CustomProvider<T> | undefined,
  fallback: Factory,
): Provider => (custom === undefined ? { provide, ...fallback } : provideFor(provide, custom));

/** The entities of the module's own stores. */
const entitiesOf = ({ userStore, refreshTokenStore }: AuthModuleExtras) => [
  ...(refreshTokenStore === undefined ? [RefreshToken] : []),
  ...(userStore === undefined ? [UserEntity] : []),
];

function dataSourceProviders({ dataSource, userStore, refreshTokenStore }: AuthModuleExtras) {
  const entities = entitiesOf({ userStore, refreshTokenStore });
  if (entities.length === 0) return [{ provide: STORAGE_PROBLEMS, useValue: [] }];
  // Optional, so that a missing data source is reported here and not as an error of Nest.
  const found = { token: getDataSourceToken(dataSource), optional: true };
  return [
    {
      provide: STORAGE_PROBLEMS,
      useFactory: (source?: DataSource) => storageProblems(source, entities, dataSource),
      inject: [found],
    },
    // Depends on the settings, which cannot be resolved if there is a problem.
    {
      provide: AUTH_DATA_SOURCE,
      useFactory: (_settings: object, source: DataSource) => source,
      inject: [AUTH_SETTINGS, found],
    },
  ];
}
