import type { Duration } from '../domain/duration.js';

/**
 * What a service writes that only verifies access tokens. One of `secret`, `publicKey` and `jwksUri`
 * says by which keys; everything is checked once, at the start, and every mistake is listed.
 */
export interface AuthVerifierOptions {
  /**
   * The secret of the service that issues (HS256). Whoever has it can make tokens too: between
   * services that do not trust each other use one of the other two.
   */
  secret?: string | undefined;

  /**
   * The issuer's previous secret, for as long as it accepts that.
   *
   * @default none
   */
  previousSecret?: string | undefined;

  /** The issuer's public key in PEM: RSA of at least 2048 bits (RS256), or EC on P-256 (ES256). */
  publicKey?: string | undefined;

  /**
   * Where the issuer publishes its public keys (RFC 7517 §5): `https:`, or `http:` on this machine.
   * They are fetched when first needed and when a token names a new one, and refusals are 503 while
   * they are out of reach. It needs the package `jose`.
   */
  jwksUri?: string | undefined;

  /**
   * Claim `iss`, demanded of every token.
   *
   * @default none
   */
  issuer?: string | undefined;

  /**
   * Claim `aud`, demanded of every token.
   *
   * @default none
   */
  audience?: string | undefined;

  /**
   * How far the clocks may differ, for `iat` and `nbf`. At most `'5m'`.
   *
   * @default '60s'
   */
  clockTolerance?: Duration | undefined;
}

/** Who `forVerifierAsync({ useClass })` and `useExisting` ask for the options. */
export interface AuthVerifierOptionsFactory {
  /** Returns the options. Nest calls it once, at the start. */
  createAuthVerifierOptions(): AuthVerifierOptions | Promise<AuthVerifierOptions>;
}

/** What must be known before the options are. */
export interface AuthVerifierExtras {
  /**
   * Whether the guard can be used in every module of the application.
   *
   * @default true
   */
  isGlobal?: boolean | undefined;

  /**
   * Whether every route asks for a good access token, unless it says otherwise.
   *
   * @default false
   */
  globalGuard?: boolean | undefined;
}
