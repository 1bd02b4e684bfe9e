import type { ModuleMetadata } from '@nestjs/common';
import type { AuthEvents } from '../domain/auth-events.js';
import type { TokenTyp } from '../domain/compact-jws.js';
import type { Duration } from '../domain/duration.js';
import type { Algorithm } from '../domain/keys/algorithm.js';
import type { LoginPolicy } from '../domain/login-policy.js';
import type { MemorySize } from '../domain/password-hash/memory-size.js';
import type { PasswordHasher } from '../domain/password-hasher.js';
import type { RefreshTokenStore } from '../domain/refresh-token.store.js';
import type { ThrottleStore } from '../domain/throttle/throttle.store.js';
import type { UserStore } from '../domain/user.store.js';
import type { CustomProvider } from './custom-provider.js';

/**
 * The options of the module. Durations are strings with a unit: `'90s'`, `'5m'`, `'24h'`, `'30d'`.
 * The options are validated once, at the start, and all problems are reported together.
 */
export interface AuthModuleOptions {
  /**
   * The algorithm of new tokens. `'HS256'` signs with `secret`: each service that verifies a token
   * can also make one. The others sign with a private key, and others verify with the public one:
   * they need `privateKey` or `keysDirectory`, `issuer` and `audience`.
   *
   * @default 'HS256'
   */
  algorithm?: Algorithm | undefined;

  /**
   * The HMAC secret that signs every token (HS256): at least 32 random bytes of UTF-8. A
   * predictable or publicly known secret stops the start. The string itself is the key: base64 and
   * hex are not decoded. With the secret, any token can be made.
   */
  secret?: string | undefined;

  /**
   * The secret that `secret` or a private key replaced. Tokens that it signed are still accepted, and
   * no new token is signed with it. Keep it for one `refreshTokenLifetime` after the change, so that
   * no user is logged out. It must be as strong as `secret`, and must differ from it.
   *
   * @default none
   */
  previousSecret?: string | undefined;

  /**
   * The private key of `algorithm`, in PEM or as a JWK (RFC 7517), if it is never replaced. With
   * `algorithm: 'HS256'`, tokens that it signed are still accepted.
   *
   * @default none
   */
  privateKey?: string | undefined;

  /**
   * The path of a directory with key pairs: one PEM file or JWK each, named after the time from which
   * it signs, and its algorithm (`20261201T120000Z.ES256.pem`). `keyturn keys` makes and replaces
   * them. Changes are noticed within ten seconds. With `algorithm: 'HS256'`, tokens of all its keys
   * are accepted.
   *
   * @default none
   */
  keysDirectory?: string | undefined;

  /**
   * How long an access token lasts: at most `refreshTokenLifetime`, and never longer than its
   * session.
   *
   * @default '5m'
   */
  accessTokenLifetime?: Duration | undefined;

  /**
   * How long a refresh token lasts unused: at most `sessionLifetime`. After that, its session has
   * expired.
   *
   * @default '24h'
   */
  refreshTokenLifetime?: Duration | undefined;

  /**
   * How long a session lasts at most. A refresh does not extend it.
   *
   * @default '30d'
   */
  sessionLifetime?: Duration | undefined;

  /**
   * How many sessions of one user can be active: at most 1000. A log-in beyond it revokes the oldest
   * session of the user.
   *
   * @default no maximum
   */
  maxSessionsPerUser?: number | undefined;

  /**
   * `'single-use'`: a refresh token works once. The reuse of a consumed token revokes its session.
   * `'none'`: a refresh returns only an access token, and the refresh token works until it expires.
   * A stolen token is not detected.
   *
   * @default 'single-use'
   */
  rotation?: 'single-use' | 'none' | undefined;

  /**
   * How long a token that was consumed without an `Idempotency-Key` still returns the current pair:
   * at most `'60s'`, and `'0s'` turns it off. A thief within the interval is not detected.
   *
   * @default '0s'
   */
  reuseInterval?: Duration | undefined;

  /**
   * `'session'`: an access token stops working within a second after its session is revoked, on
   * every instance. `'signature'`: the database is not read, and the token works until it expires.
   *
   * @default 'session'
   */
  accessTokenCheck?: 'session' | 'signature' | undefined;

  /**
   * How far the clocks of instances may differ, for `iat`, `nbf` and the limit of late requests: at
   * most `'5m'`.
   *
   * @default '60s'
   */
  clockTolerance?: Duration | undefined;

  /**
   * The claim `iss` of every token. Tokens with another value or without one are rejected. An
   * algorithm with key pairs needs it.
   *
   * @default none
   */
  issuer?: string | undefined;

  /**
   * The claim `aud` of every token. Tokens for another audience or without one are rejected. An
   * algorithm with key pairs needs it.
   *
   * @default none
   */
  audience?: string | undefined;

  /**
   * The `typ` in the header of access tokens. `'at+jwt'`: that of RFC 9068, which needs `issuer`,
   * `audience` and `clientId`. The guard accepts both.
   *
   * @default 'JWT'
   */
  accessTokenTyp?: TokenTyp | undefined;

  /**
   * The claim `client_id` of access tokens (RFC 9068 §2.2). Needs `accessTokenTyp: 'at+jwt'`.
   *
   * @default none
   */
  clientId?: string | undefined;

  /**
   * How refresh tokens travel. `'body'`: in JSON bodies. `'cookie'`: in an HttpOnly cookie, which no
   * script can read. `'both'`: a client chooses at the log-in with the header
   * `X-Refresh-Token-Transport: cookie`, and gets each response as it sent its token.
   *
   * @default 'body'
   */
  refreshTokenTransport?: 'body' | 'cookie' | 'both' | undefined;

  /**
   * `'cookie'`: clients with a refresh cookie get the access token as a cookie too, and
   * `JwtAuthGuard` accepts it, for pages of the same origin as the API. Requests with it that can
   * change state need the header `X-Requested-With`. Needs another `refreshTokenTransport` than
   * `'body'`.
   *
   * @default 'header'
   */
  accessTokenTransport?: 'header' | 'cookie' | undefined;

  /**
   * The attribute `SameSite` of the cookies. `'lax'`: browsers also send them when a user follows a
   * link from another site.
   *
   * @default 'strict'
   */
  cookieSameSite?: 'strict' | 'lax' | undefined;

  /**
   * The attribute `Domain` of the cookies, such as `'example.org'`: browsers send them to all of its
   * subdomains, which must all be trusted, and the cookies have the weaker prefix `__Secure-`.
   *
   * @default only the host that sets them
   */
  cookieDomain?: string | undefined;

  /**
   * Other origins whose pages may send requests with cookies, or a function that decides. Pages of
   * the API's own origin always may. CORS must allow them too, with credentials.
   *
   * @default none
   */
  allowedOrigins?: readonly string[] | ((origin: string) => boolean) | undefined;

  /**
   * The origin under which clients reach the application, such as `'https://api.example.org'`. The
   * links between the pages of `/api/sessions/` begin with it.
   *
   * @default the scheme and the `Host` of the request
   */
  publicUrl?: string | undefined;

  /**
   * The claims that `GET /api/token/check/` returns to a gateway, such as `['role', 'tenant_id']`, in
   * the headers `X-Auth-Claim-Role` and `X-Auth-Claim-Tenant-Id`. A claim that the token does not have
   * has no header.
   *
   * @default none
   */
  checkClaims?: readonly string[] | undefined;

  /**
   * Whether failed log-ins are limited, for each account and each address. `'off'`: the application
   * limits them itself. Then any number of passwords can be tried.
   *
   * @default 'on'
   */
  loginThrottle?: 'on' | 'off' | undefined;

  /**
   * Failed log-ins of one account from one address. Each rate must have a higher number and a lower
   * number per minute than the one before it.
   *
   * @default '5/1m, 10/15m, 20/24h'
   */
  loginThrottlePerAccountAndAddress?: string | undefined;

  /**
   * Failed log-ins from one address, of all accounts. For IPv6, a /64 counts as one address, and its
   * /48 has ten times the limit.
   *
   * @default '100/15m, 500/24h'
   */
  loginThrottlePerAddress?: string | undefined;

  /**
   * Consecutive failed log-ins of one account from addresses from which the user has not logged in
   * before: at most 100, and the cool-down that follows.
   *
   * @default '100/1m'
   */
  loginThrottlePerAccount?: string | undefined;

  /**
   * Refreshes of one session, in each process.
   *
   * @default '600/1m'
   */
  loginThrottlePerSession?: string | undefined;

  /**
   * Requests with tokens (refresh, verify) from one address, in each process.
   *
   * @default '6000/1m'
   */
  loginThrottleTokenRequests?: string | undefined;

  /**
   * The memory of each new password hash (Argon2id): from `'19MiB'`, the minimum of OWASP, to
   * `'256MiB'`. All hashes that are computed at the same time must fit into the memory of the machine.
   * Stored hashes with less are replaced at the next log-in.
   *
   * @default '19MiB'
   */
  passwordHashMemory?: MemorySize | undefined;

  /**
   * How often each new password hash passes over its memory: at least 2. A log-in takes longer with
   * each pass, for guesses too. Stored hashes with fewer are replaced at the next log-in.
   *
   * @default 2
   */
  passwordHashPasses?: number | undefined;

  /**
   * How the module's user store compares names. `'insensitive'`: `Alice` and `alice` are one name
   * (NFKC and case folding), also when a user is created. Users whose names then are the same stop
   * the start. With `userStore`, the start fails.
   *
   * @default 'sensitive'
   */
  usernameCase?: 'sensitive' | 'insensitive' | undefined;

  /**
   * What a user can log in with. With `'email'`, the module's user store compares email addresses
   * without case, and two users cannot have the same one. With both, an email address cannot be the
   * name of another user. With `userStore`, the start fails.
   *
   * @default ['username']
   */
  loginFields?: readonly ('username' | 'email')[] | undefined;

  /**
   * The minimum length of a new password in Unicode code points (in NFC or NFKC, whichever is fewer):
   * from 8 to 64. Existing passwords still work. Only for the module's own users.
   *
   * @default 15
   */
  passwordMinLength?: number | undefined;
}

/** Creates the options, for `forRootAsync({ useClass })` and `useExisting`. */
export interface AuthOptionsFactory {
  /** Returns the options. Nest calls it once, at the start. */
  createAuthOptions(): AuthModuleOptions | Promise<AuthModuleOptions>;
}

/**
 * Options that Nest needs before a factory runs. Write them next to the options or `useFactory`.
 */
export interface AuthModuleExtras {
  /**
   * Whether every module of the application can use the guards, decorators and services. It guards
   * no route. False: only modules that import this one can use them.
   *
   * @default true
   */
  isGlobal?: boolean | undefined;

  /**
   * Whether every route of the application requires a valid access token, except routes with
   * `@Public()` or `@OptionalAuth()`. False: only routes with `@UseGuards(JwtAuthGuard)` require one.
   *
   * @default false
   */
  globalGuard?: boolean | undefined;

  /**
   * Whether `/api/token/…`, `/api/me/…` and `/api/sessions/` are served. A string replaces `api`
   * (`''`: no prefix, for applications with a global prefix). False: the application has its own
   * routes, which call `TokenService`.
   *
   * @default true
   */
  routes?: boolean | string | undefined;

  /**
   * Modules that export the dependencies of `userStore` and of the other providers below.
   *
   * @default none
   */
  imports?: ModuleMetadata['imports'];

  /**
   * The name of the TypeORM data source with the module's tables. On SQLite, an application that
   * uses transactions should give the module a separate data source: a write of the module waits
   * while another transaction is open on the same connection.
   *
   * @default the data source without a name
   */
  dataSource?: string | undefined;

  /**
   * The application's own user store.
   *
   * @default the module's, with the table `keyturn_user`
   */
  userStore?: CustomProvider<UserStore> | undefined;

  /**
   * Hashes and verifies passwords.
   *
   * @default Argon2id of `@node-rs/argon2`, one concurrent hash per core except one
   */
  passwordHasher?: CustomProvider<PasswordHasher> | undefined;

  /**
   * Stores the sessions.
   *
   * @default the module's, with the table `keyturn_refresh_token`
   */
  refreshTokenStore?: CustomProvider<RefreshTokenStore> | undefined;

  /**
   * Receives the module's events (log-ins, refreshes, reuse). A replacement must log events itself.
   *
   * @default the application's log
   */
  authEvents?: CustomProvider<AuthEvents> | undefined;

  /**
   * Decides about each log-in after its password was verified, such as for a second factor.
   *
   * @default allows every log-in
   */
  loginPolicy?: CustomProvider<LoginPolicy> | undefined;

  /**
   * Your own counters of failed log-ins, for example in Redis, in the same forms as `userStore`, so
   * that all instances share them.
   *
   * @default the table `keyturn_login_throttle` on PostgreSQL, otherwise the memory of the process
   */
  throttleStore?: CustomProvider<ThrottleStore> | undefined;
}
