import { Module } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuthEventBroadcast } from './auth-event-broadcast.js';
import { AUTH_EVENT_SINK } from './auth-event-sink.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './auth.module-definition.js';
import { AUTH_SETTINGS, type AuthSettings, resolveAuthSettings } from './auth.settings.js';
import { AuthEvents } from './domain/auth-events.js';
import { Clock } from './domain/clock.js';
import { PasswordHasher } from './domain/password-hasher.js';
import { RefreshTokenStore } from './domain/refresh-token.store.js';
import { UserStore } from './domain/user.store.js';
import { JwtAuthGuard } from './http/guard/jwt-auth.guard.js';
import { JwtStrategy } from './http/guard/jwt.strategy.js';
import { LocalAuthGuard } from './http/guard/local-auth.guard.js';
import { LocalStrategy } from './http/guard/local.strategy.js';
import { nameStrategies, STRATEGY_NAMES } from './http/guard/strategy-names.js';
import { VerifiedTokens } from './http/guard/verified-tokens.js';
import { LoggedAuthEvents } from './logged-auth-events.js';
import { LoginLiveness } from './logins/login-liveness.js';
import { LoginService } from './logins/login.service.js';
import { TypeOrmRefreshTokenStore } from './persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from './persistence/typeorm-user.store.js';
import { SystemClock } from './system-clock.js';
import { TokenCodec } from './tokens/token-codec.js';
import { TokenIssuer } from './tokens/token-issuer.js';
import { TokenService } from './tokens/token.service.js';
import { Argon2PasswordHasher } from './users/argon2-password-hasher.js';
import { CredentialsService } from './users/credentials.service.js';
import { HashQueue } from './users/hash-queue.js';

/** What a host may replace, with what it gets otherwise. */
const PORTS = [
  { provide: Clock, useClass: SystemClock },
  { provide: AUTH_EVENT_SINK, useClass: LoggedAuthEvents },
  { provide: PasswordHasher, useClass: Argon2PasswordHasher },
  {
    provide: UserStore,
    useFactory: (dataSource: DataSource) => new TypeOrmUserStore(dataSource),
    inject: [getDataSourceToken()],
  },
  {
    provide: RefreshTokenStore,
    useFactory: (dataSource: DataSource, users: UserStore) =>
      new TypeOrmRefreshTokenStore(dataSource, users),
    inject: [getDataSourceToken(), UserStore],
  },
];

/** Whatever the host's sink does, requests go on. */
const EVENTS = [
  {
    provide: AuthEventBroadcast,
    useFactory: (sink: AuthEvents) => new AuthEventBroadcast(sink),
    inject: [AUTH_EVENT_SINK],
  },
  { provide: AuthEvents, useExisting: AuthEventBroadcast },
];

/** Not exported: a host's own JwtService, with its own key, is another. */
const SIGNER = {
  provide: JwtService,
  useFactory: ({ key, algorithm }: AuthSettings) =>
    new JwtService({
      secret: key,
      signOptions: { algorithm },
      verifyOptions: { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true },
    }),
  inject: [AUTH_SETTINGS],
};

/**
 * Token authentication for a Nest application: `AuthModule.forRoot({ secret })` beside a
 * `TypeOrmModule.forRoot` that knows the entity `RefreshToken`, and `User` unless the application
 * brings its own. It is visible in every module and guards nothing until asked.
 */
@Module({
  providers: [
    { provide: AUTH_SETTINGS, useFactory: resolveAuthSettings, inject: [MODULE_OPTIONS_TOKEN] },
    { provide: STRATEGY_NAMES, useFactory: nameStrategies },
    ...PORTS,
    ...EVENTS,
    SIGNER,
    HashQueue,
    CredentialsService,
    LoginLiveness,
    LoginService,
    TokenCodec,
    TokenIssuer,
    TokenService,
    VerifiedTokens,
    JwtStrategy,
    LocalStrategy,
    JwtAuthGuard,
    LocalAuthGuard,
  ],
  exports: [
    STRATEGY_NAMES,
    JwtStrategy,
    VerifiedTokens,
    JwtAuthGuard,
    LocalAuthGuard,
    TokenService,
    LoginService,
    CredentialsService,
    UserStore,
  ],
})
export class AuthModule extends ConfigurableModuleClass {}
