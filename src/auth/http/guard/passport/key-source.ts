import type { KeyObject } from 'node:crypto';

/** The supported algorithms (RFC 7518 §3.1): HMAC for an issuer, all three for a verifier. */
export type Algorithm = 'HS256' | 'RS256' | 'ES256';

/**
 * Returns the algorithm of a public key (RFC 7518 §3.3 and §3.4).
 *
 * @returns undefined for an unsupported key, such as a short RSA key or another curve
 */
export function algorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): Algorithm | undefined {
  const { modulusLength = 0, namedCurve } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'RS256';
  return asymmetricKeyType === 'ec' && namedCurve === 'prime256v1' ? 'ES256' : undefined;
}

/** The keys that verify access tokens. */
export interface KeySource {
  /** The only accepted algorithms, for any header of a token (RFC 8725 §3.1). */
  readonly algorithms: readonly Algorithm[];

  /** Whether the keys never change. A verified signature then stays valid. */
  readonly areFixed: boolean;

  /**
   * @param token a compact JWS that is not verified
   * @returns the keys to try, in their order; empty if no key can fit
   * @throws {AuthError} `temporarily_unavailable` if the keys cannot be read
   */
  keysFor(token: string): Promise<readonly KeyObject[]>;
}

/** Configured keys. The current key comes first, so that most tokens need only one attempt. */
export class KnownKeys implements KeySource {
  readonly algorithms: readonly Algorithm[];
  readonly areFixed = true;
  private readonly keys: Promise<readonly KeyObject[]>;

  constructor(algorithm: Algorithm, ...keys: (KeyObject | undefined)[]) {
    this.algorithms = [algorithm];
    this.keys = Promise.resolve(keys.filter((key) => key !== undefined));
  }

  keysFor(): Promise<readonly KeyObject[]> {
    return this.keys;
  }
}
