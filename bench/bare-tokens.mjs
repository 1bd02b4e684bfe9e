/**
 * JSON Web Tokens with HS256, without a library: as fast as `node:crypto` allows.
 *
 * @typedef {Record<string, string | number>} Claims
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/** @param {string} secret */
export function createTokens(secret) {
  const key = createSecretKey(Buffer.from(secret));
  const hmac = (/** @type {string} */ input) => createHmac('sha256', key).update(input);

  /** @param {Claims} claims */
  function sign(claims) {
    const input = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    return `${input}.${hmac(input).digest('base64url')}`;
  }

  /**
   * @param {string} token
   * @param {'access' | 'refresh'} type
   * @param {number} nowSeconds
   * @returns {any} the claims
   * @throws if the header, the signature, `exp` or `token_type` is wrong
   */
  function verify(token, type, nowSeconds) {
    const [header, payload = '', signature = ''] = token.split('.');
    const expected = hmac(`${header}.${payload}`).digest();
    const actual = Buffer.from(signature, 'base64url');
    if (
      header !== HEADER ||
      actual.length !== expected.length ||
      !timingSafeEqual(actual, expected)
    )
      throw new Error('wrong signature');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (!(claims.exp > nowSeconds)) throw new Error('expired');
    if (claims.token_type !== type) throw new Error('wrong type');
    return claims;
  }

  return { sign, verify };
}
