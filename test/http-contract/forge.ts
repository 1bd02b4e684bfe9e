import { createHmac } from 'node:crypto';
import { type Claims, claimsOf } from '../support/jwt.js';

export type Bytes = string | Buffer;

const HS256 = { alg: 'HS256', typ: 'JWT' };

const encode = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url');
const jsonOf = (value: object | Bytes): Bytes =>
  typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);

/** A good token, and every other that whoever has the secret can make of it. */
export class Specimen {
  readonly claims: Claims;

  /** @param now epoch seconds, by the clock of whoever is to judge */
  constructor(
    readonly token: string,
    readonly secret: string,
    readonly now: number,
  ) {
    this.claims = claimsOf(token);
  }

  /** Header, payload and signature, as they stand in the token. */
  get parts(): [string, string, string] {
    return this.token.split('.') as [string, string, string];
  }

  /** With other claims; those that are undefined are left out. */
  claiming(change: Claims): string {
    return this.signed(HS256, { ...this.claims, ...change });
  }

  /** Under another header, signed by HMAC with any hash. */
  under(header: object | Bytes, hash = 'sha256'): string {
    return this.signed(header, this.claims, { hash });
  }

  /** With any bytes for a payload. */
  saying(payload: object | Bytes): string {
    return this.signed(HS256, payload);
  }

  /** By somebody with another secret. */
  signedWith(secret: string): string {
    return this.signed(HS256, this.claims, { secret });
  }

  /** Signs segments that are encoded already. */
  seal(segments: string, { hash = 'sha256', secret = this.secret } = {}): string {
    return `${segments}.${createHmac(hash, secret).update(segments).digest('base64url')}`;
  }

  private signed(header: object | Bytes, payload: object | Bytes, by = {}): string {
    return this.seal(`${encode(jsonOf(header))}.${encode(jsonOf(payload))}`, by);
  }
}
