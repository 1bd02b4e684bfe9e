import { type DynamicModule, Module } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AuthEventBroadcast } from './events/auth-event-broadcast.js';
import { EXTRAS_PROBLEMS } from './config/auth.extras.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './config/auth.module-definition.js';
import { AUTH_EVENT_SINK, GIVEN_USER_STORE, STORAGE_PROBLEMS } from './config/auth.ports.js';
import { AUTH_SETTINGS, type AuthSettings, resolveAuthSettings } from './config/auth.settings.js';
import { HAS_OWN_USERS, UNUSED_OPTIONS, unusedOptions } from './config/unused-options.js';
import { AuthEvents } from './domain/auth-events.js';
import { Clock } from './domain/clock.js';
import { PasswordHasher } from './domain/password-hasher.js';
import { UserStore } from './domain/user.store.js';
import { GUARD_EXPORTS, GUARD_PROBLEMS, GUARD_PROVIDERS } from './http/guard/guard-providers.js';
import { KeyReloader } from './keys/key-reloader.js';
import { KeyRing } from './keys/key-ring.js';
import { LocalAuthGuard } from './http/guard/local-auth.guard.js';
import { LocalStrategy } from './http/guard/passport/local.strategy.js';
import { VERIFICATION, type Verification } from './http/guard/passport/verification.js';
import { AccessCookie } from './http/cookies/access-cookie.js';
import { TokenCookie } from './http/cookies/token-cookie.js';
import { LoginTransportGuard } from './http/cookies/login-transport.guard.js';
import { HttpLoginDecider } from './http/http-login-decider.js';
import { LoginPolicyGuard } from './http/token/login-policy.guard.js';
import { TokenThrottleGuard } from './http/token/token-throttle.guard.js';
import { TokenTransports } from './http/cookies/token-transports.js';
import { SessionReader } from './sessions/session-reader.js';
import { SessionStatusCache } from './sessions/session-status-cache.js';
import { SessionService } from './sessions/session.service.js';
import { UnfamiliarLogins } from './sessions/unfamiliar-logins.js';
import { SystemClock } from './config/system-clock.js';
import { AddedClaims } from './tokens/added-claims.js';
import { LoginDecider } from './tokens/login-decider.js';
import { PresentationReader } from './tokens/presentation.js';
import { RefreshFallback } from './tokens/refresh-fallback.js';
import { Refresher } from './tokens/refresher.js';
import { SessionStarter } from './tokens/session-starter.js';
import { TokenCodec } from './tokens/token-codec.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { TokenRevoker } from './tokens/token-revoker.js';
import { TokenService } from './tokens/token.service.js';
import { AccountFactsReader } from './throttle/account-facts.js';
import { LoginThrottle } from './throttle/login-throttle.js';
import { TokenThrottle } from './throttle/token-throttle.js';
import { CredentialsService } from './users/credentials.service.js';
import { DummyHashes } from './users/dummy-hashes.js';
import { dummyKeyOf } from './users/dummy-key.js';
import { HashQueue } from './users/hash-queue.js';
import { HashUpgrades } from './users/hash-upgrades.js';
import { UNQUEUED_PASSWORD_HASHER } from './users/queued-password-hasher.js';
import {
  AuthVerifierModule,
  type VERIFIER_ASYNC_OPTIONS_TYPE,
  type VERIFIER_OPTIONS_TYPE,
} from './verifier/verifier.module.js';

/** The broadcast keeps errors of the application's sink away from requests. */
const EVENTS = [
  {
    provide: AuthEventBroadcast,
    useFactory: (sink: AuthEvents) => new AuthEventBroadcast(sink),
    inject: [AUTH_EVENT_SINK],
  },
  { provide: AuthEvents, useExisting: AuthEventBroadcast },
];

/** Not exported, so that it does not replace an application's own JwtService and its key. */
const SIGNER = { provide: JwtService, useFactory: () => new JwtService() };

const VERIFICATION_PROVIDER = {
  provide: VERIFICATION,
  useFactory: (
    keys: KeyRing,
    settings: AuthSettings,
    sessionStatus: SessionStatusCache,
  ): Verification => ({
    keys,
    issuer: settings.issuer,
    audience: settings.audience,
    clockToleranceMs: settings.clockToleranceMs,
    sessionStatus: settings.accessTokenCheck === 'session' ? sessionStatus : undefined,
    accessCookie: accessCookieOf(settings),
  }),
  inject: [KeyRing, AUTH_SETTINGS, SessionStatusCache],
};

/** The work of log-ins besides the comparison of the password. */
const HASHING = [
  {
    provide: DummyHashes,
    useFactory: (users: UserStore, hasher: PasswordHasher, settings: AuthSettings) =>
      new DummyHashes(users, hasher, dummyKeyOf(settings.derivationKey), settings.loginRules),
    inject: [GIVEN_USER_STORE, UNQUEUED_PASSWORD_HASHER, AUTH_SETTINGS],
  },
  {
    provide: HashUpgrades,
    useFactory: (users: UserStore, hasher: PasswordHasher, events: AuthEvents, queue: HashQueue) =>
      new HashUpgrades(users, hasher, events, queue),
    inject: [UserStore, UNQUEUED_PASSWORD_HASHER, AuthEvents, HashQueue],
  },
];

const accessCookieOf = (settings: AuthSettings): AccessCookie | undefined =>
  settings.accessTokenTransport === 'cookie'
    ? new AccessCookie(new TokenCookie('access', settings), settings.isAllowedOrigin)
    : undefined;

/**
 * Token authentication for a Nest application: `AuthModule.forRoot({ secret })` next to a
 * `TypeOrmModule.forRoot` with the entity `RefreshToken`, and with `UserEntity` unless the application
 * has its own user store. The module is global. It guards only the routes that use its guard.
 *
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     TypeOrmModule.forRoot({
 *       type: 'better-sqlite3',
 *       database: 'app.sqlite',
 *       entities: [RefreshToken, UserEntity],
 *       migrations: MIGRATIONS,
 *       migrationsRun: true,
 *     }),
 *     AuthModule.forRoot({ secret: process.env['JWT_SECRET'] ?? '' }),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({
  providers: [
    {
      provide: AUTH_SETTINGS,
      useFactory: resolveAuthSettings,
      inject: [
        MODULE_OPTIONS_TOKEN,
        EXTRAS_PROBLEMS,
        GUARD_PROBLEMS,
        STORAGE_PROBLEMS,
        UNUSED_OPTIONS,
      ],
    },
    {
      provide: UNUSED_OPTIONS,
      useFactory: unusedOptions,
      inject: [MODULE_OPTIONS_TOKEN, HAS_OWN_USERS],
    },
    { provide: Clock, useClass: SystemClock },
    ...EVENTS,
    SIGNER,
    KeyRing,
    KeyReloader,
    { provide: HashQueue, useFactory: () => new HashQueue() },
    AccountFactsReader,
    LoginThrottle,
    TokenThrottle,
    ...HASHING,
    CredentialsService,
    SessionReader,
    SessionStatusCache,
    SessionService,
    UnfamiliarLogins,
    AddedClaims,
    TokenCodec,
    TokenIssuer,
    LoginDecider,
    SessionStarter,
    PresentationReader,
    RefreshFallback,
    Refresher,
    TokenRevoker,
    TokenService,
    VERIFICATION_PROVIDER,
    ...GUARD_PROVIDERS,
    LocalStrategy,
    LocalAuthGuard,
    TokenTransports,
    LoginTransportGuard,
    HttpLoginDecider,
    LoginPolicyGuard,
    TokenThrottleGuard,
  ],
  exports: [
    ...GUARD_EXPORTS,
    LocalStrategy,
    LocalAuthGuard,
    TokenService,
    SessionService,
    CredentialsService,
    LoginThrottle,
    UserStore,
    PasswordHasher,
  ],
})
export class AuthModule extends ConfigurableModuleClass {
  /**
   * Provides only the guard and its decorators, for the other services of a system: no database, no
   * users and no routes. A token works until it expires, because no session is read.
   *
   * @example
   * ```ts
   * AuthModule.forVerifier({ jwksUri: 'https://auth.example.org/.well-known/jwks.json' });
   * ```
   */
  static forVerifier(options: typeof VERIFIER_OPTIONS_TYPE): DynamicModule {
    return AuthVerifierModule.forVerifier(options);
  }

  /** {@link forVerifier}, with options from a factory. */
  static forVerifierAsync(options: typeof VERIFIER_ASYNC_OPTIONS_TYPE): DynamicModule {
    return AuthVerifierModule.forVerifierAsync(options);
  }
}
