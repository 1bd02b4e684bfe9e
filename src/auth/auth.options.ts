import type { ModuleMetadata } from '@nestjs/common';
import type { AuthEvents } from './domain/auth-events.js';
import type { Duration } from './domain/duration.js';
import type { PasswordHasher } from './domain/password-hasher.js';
import type { RefreshTokenStore } from './domain/refresh-token.store.js';
import type { UserStore } from './domain/user.store.js';
import type { HostProvided } from './host-provided.js';

/**
 * What a host application writes. Durations are texts with a unit: `'90s'`, `'5m'`, `'24h'`,
 * `'30d'`. Everything is checked once, at the start, and every mistake is listed.
 */
export interface AuthModuleOptions {
  /**
   * The HMAC secret that signs every token (HS256): at least 32 random bytes of UTF-8. A
   * predictable or publicly known secret stops the start. The text itself is the key: base64 and
   * hex are not decoded. Its holder can make any token.
   */
  secret: string;

  /**
   * The secret before this one: tokens that it signed are still accepted, and none is signed with
   * it any more. Nobody is logged out by a new `secret` while the old one stands here, for as long
   * as `refreshTokenLifetime`. As strong as `secret`, and another.
   *
   * @default none
   */
  previousSecret?: string | undefined;

  /**
   * How long an access token lasts. At most `refreshTokenLifetime`, and it never outlives its
   * session.
   *
   * @default '5m'
   */
  accessTokenLifetime?: Duration | undefined;

  /**
   * How long a refresh token lasts unused: after that its session has expired. At most
   * `loginLifetime`.
   *
   * @default '24h'
   */
  refreshTokenLifetime?: Duration | undefined;

  /**
   * How long a login lasts, however often it is refreshed.
   *
   * @default '30d'
   */
  loginLifetime?: Duration | undefined;

  /**
   * `'single-use'`: a refresh token works once, and a spent one that comes back ends its
   * login. `'none'`: a refresh answers an access token alone, and the refresh token lasts as long
   * as it says: a stolen one is never noticed.
   *
   * @default 'single-use'
   */
  rotation?: 'single-use' | 'none' | undefined;

  /**
   * How long a token that was consumed without an `Idempotency-Key` returns the current pair again.
   * `'0s'`: never; at most `'60s'`. A thief within the interval is not detected.
   *
   * @default '0s'
   */
  reuseInterval?: Duration | undefined;

  /**
   * `'login'`: an access token dies with its login, within a second on every instance.
   * `'signature'`: no database is asked, and it lasts until it expires.
   *
   * @default 'login'
   */
  accessTokenCheck?: 'login' | 'signature' | undefined;

  /**
   * How far the clocks of instances may differ, for `iat` and `nbf`. At most `'5m'`.
   *
   * @default '60s'
   */
  clockTolerance?: Duration | undefined;

  /**
   * Claim `iss`: put into every token and demanded of it.
   *
   * @default none
   */
  issuer?: string | undefined;

  /**
   * Claim `aud`: put into every token and demanded of it.
   *
   * @default none
   */
  audience?: string | undefined;
}

/** Who `forRootAsync({ useClass })` and `useExisting` ask for the options. */
export interface AuthOptionsFactory {
  /** Returns the options. Nest calls it once, at the start. */
  createAuthOptions(): AuthModuleOptions | Promise<AuthModuleOptions>;
}

/** What must be known before the options are: written beside them, and beside `useFactory`. */
export interface AuthModuleExtras {
  /**
   * Whether guards, decorators and services can be used in every module of the application: nothing
   * is guarded by that. False: only modules that import this one can.
   *
   * @default true
   */
  isGlobal?: boolean | undefined;

  /**
   * Whether every route of the application asks for a good access token, unless it says `@Public()`
   * or `@OptionalAuth()`. False: what is to be guarded says `@UseGuards(JwtAuthGuard)`.
   *
   * @default false
   */
  globalGuard?: boolean | undefined;

  /**
   * Whether `/api/token/…` and `/api/me/` are served; a text is what stands there instead of `api`
   * (`''`: nothing, for applications with a global prefix). False: the application has routes of
   * its own, and calls `TokenService`.
   *
   * @default true
   */
  routes?: boolean | string | undefined;

  /**
   * Modules whose exports `userStore` and the others below ask for.
   *
   * @default none
   */
  imports?: ModuleMetadata['imports'];

  /**
   * The name of the TypeORM data source that holds the module's tables. On SQLite an application
   * that uses transactions gives the module a connection of its own by this: a write of ours waits
   * while a transaction of somebody else is open on its connection.
   *
   * @default the unnamed data source
   */
  dataSource?: string | undefined;

  /**
   * The application's own users.
   *
   * @default the users of the module, in the table `keyturn_user`
   */
  userStore?: HostProvided<UserStore> | undefined;

  /**
   * What turns passwords into hashes and compares them.
   *
   * @default Argon2id of `@node-rs/argon2`, as many at once as there are cores but one
   */
  passwordHasher?: HostProvided<PasswordHasher> | undefined;

  /**
   * Where logins are kept.
   *
   * @default the table `keyturn_refresh_token`
   */
  refreshTokenStore?: HostProvided<RefreshTokenStore> | undefined;

  /**
   * Where the module's events go (logins, refreshes, reuse). Whoever replaces it logs what it wants
   * logged.
   *
   * @default the log of the application
   */
  authEvents?: HostProvided<AuthEvents> | undefined;
}
