import { createHmac } from 'node:crypto';
import { type Claims, claimsOf } from '../support/jwt.js';

export type Bytes = string | Buffer;

const HS256 = { alg: 'HS256', typ: 'JWT' };

const encode = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url');
const jsonOf = (value: object | Bytes): Bytes =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);

/** A valid token, from which tests derive others with the secret. */
export class SampleToken {
  readonly claims: Claims;

  /** @param now epoch seconds, by the clock of the server */
  constructor(
    readonly token: string,
    readonly secret: string,
    readonly now: number,
  ) {
    this.claims = claimsOf(token);
  }

  /** The header, payload and signature of the token. */
  get parts(): [string, string, string] {
    return this.token.split('.') as [string, string, string];
  }

  /** Changes claims. Undefined values remove them. */
  withClaims(change: Claims): string {
    return this.signed(HS256, { ...this.claims, ...change });
  }

  /** Replaces the header, and signs with HMAC and any hash. */
  withHeader(header: object | Bytes, hash = 'sha256'): string {
    return this.signed(header, this.claims, { hash });
  }

  /** Replaces the payload with any bytes. */
  withPayload(payload: object | Bytes): string {
    return this.signed(HS256, payload);
  }

  /** Signs with another secret. */
  signedWith(secret: string): string {
    return this.signed(HS256, this.claims, { secret });
  }

  /** Signs encoded segments. */
  sign(segments: string, { hash = 'sha256', secret = this.secret } = {}): string {
    return `${segments}.${createHmac(hash, secret).update(segments).digest('base64url')}`;
  }

  private signed(header: object | Bytes, payload: object | Bytes, by = {}): string {
    return this.sign(`${encode(jsonOf(header))}.${encode(jsonOf(payload))}`, by);
  }
}
