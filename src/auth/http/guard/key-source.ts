import type { KeyObject } from 'node:crypto';

/** What verifies here. HMAC for who issues too, the others for who verifies alone (RFC 7518 §3.1). */
export type Algorithm = 'HS256' | 'RS256' | 'ES256';

/**
 * The one algorithm of a public key (RFC 7518 §3.3 and §3.4).
 *
 * @returns undefined when it has none that is taken here: RSA that is too short, another curve
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
  /** No other is taken, whatever a token says (RFC 8725 §3.1). */
  readonly algorithms: readonly Algorithm[];

  /** Whether what verified once verifies for as long as this runs: no key is ever withdrawn. */
  readonly areFixed: boolean;

  /**
   * @param token a compact JWS, not verified yet
   * @returns the keys to try, in their order: none when none can fit
   * @throws {AuthError} `temporarily_unavailable` when the keys are out of reach
   */
  keysFor(token: string): Promise<readonly KeyObject[]>;
}

/** Keys that are known from the start: the current one first, whose tokens cost no second attempt. */
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
