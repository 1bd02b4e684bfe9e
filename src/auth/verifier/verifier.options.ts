import type { Duration } from '../domain/duration.js';

/**
 * The options of a service that only verifies access tokens. It needs exactly one of `secret`,
 * `publicKey` and `jwksUri`. The options are validated once, at the start, and all problems are
 * reported together.
 */
export interface AuthVerifierOptions {
  /**
   * The secret of the issuer (HS256). With it, a service can also make tokens. Use one of the other
   * two options between services that do not trust each other.
   */
  secret?: string | undefined;

  /**
   * The issuer's previous secret. Keep it for as long as the issuer accepts it.
   *
   * @default none
   */
  previousSecret?: string | undefined;

  /** The issuer's public key in PEM: RSA of at least 2048 bits (RS256), or EC on P-256 (ES256). */
  publicKey?: string | undefined;

  /**
   * The URL of the issuer's public keys (RFC 7517 §5): `https:`, or `http:` on this machine. The
   * keys are fetched for the first token and for a token with an unknown key. If that fails, the
   * response is a 503. The option needs the package `jose`.
   */
  jwksUri?: string | undefined;

  /**
   * The expected claim `iss`. Tokens with another value or without one are rejected.
   *
   * @default none
   */
  issuer?: string | undefined;

  /**
   * The expected claim `aud`. Tokens for another audience or without one are rejected.
   *
   * @default none
   */
  audience?: string | undefined;

  /**
   * How far the clocks may differ when `iat` and `nbf` are checked: at most `'5m'`.
   *
   * @default '60s'
   */
  clockTolerance?: Duration | undefined;
}

/** Creates the options, for `forVerifierAsync({ useClass })` and `useExisting`. */
export interface AuthVerifierOptionsFactory {
  /** Returns the options. Nest calls it once, at the start. */
  createAuthVerifierOptions(): AuthVerifierOptions | Promise<AuthVerifierOptions>;
}

/**
 * Options that Nest needs before a factory runs. Write them next to the options or `useFactory`.
 */
export interface AuthVerifierExtras {
  /**
   * Whether every module of the application can use the guard.
   *
   * @default true
   */
  isGlobal?: boolean | undefined;

  /**
   * Whether every route requires a valid access token, except routes with `@Public()` or
   * `@OptionalAuth()`.
   *
   * @default false
   */
  globalGuard?: boolean | undefined;
}
