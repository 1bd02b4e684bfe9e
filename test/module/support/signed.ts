import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Claims, sign as signHmac } from '../../support/jwt.js';

/** Not the secret of the application. */
export const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

export interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export const rsaPair = (modulusLength = 2048): KeyPair =>
  generateKeyPairSync('rsa', { modulusLength });

export const ecPair = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });

export const pemOf = (key: KeyObject): string =>
  key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of an access token that Keyturn issues. Other issuers set the same. */
export function accessClaims(more: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  const sid = '01890a5d-ac96-774b-bcce-b302099a8057';
  const times = { iat: now, exp: now + 300 };
  return { token_type: 'access', ...times, jti: 'a1', user_id: '7', sub: '7', sid, ...more };
}

/** A token signed with a private key (RFC 7518 §3.3, §3.4), or with a secret. */
export function signed(claims: Claims, key: KeyObject | string, header: Claims = {}): string {
  if (typeof key === 'string') return signHmac(claims, key, { alg: 'HS256', ...header });
  const alg = key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
  const text = `${encode({ alg, typ: 'JWT', ...header })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
