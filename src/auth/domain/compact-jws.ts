import type { Algorithm } from './keys/algorithm.js';
import type { JwsHeader } from './keys/verification-key.js';

/** The claims of a token as they were signed, not validated. */
export type RawClaims = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Each `typ` of a token (RFC 7519 §5.1, RFC 9068 §2.1). */
export const TOKEN_TYPS = ['JWT', 'at+jwt'] as const;

export type TokenTyp = (typeof TOKEN_TYPS)[number];

/** The header of a token that Keyturn signs with HS256. */
const HS256_HEADER = hs256HeaderOf('JWT');

/** Returns the encoded header of HS256. */
export function hs256HeaderOf(typ: TokenTyp): string {
  return Buffer.from(JSON.stringify({ alg: 'HS256', typ })).toString('base64url');
}

/** The claims of a token, and the members of its header that select a key. */
export interface CompactJws {
  readonly header: JwsHeader;
  readonly claims: RawClaims;
}

/**
 * Parses a compact JWS (RFC 7515 §7.1). It is stricter than most libraries: it requires canonical
 * unpadded base64url, an expected algorithm, no `crit`, no `b64` (RFC 7797), and claims that are an
 * object of limited depth. Does not verify the signature.
 *
 * @param algorithms every accepted `alg` (RFC 8725 §3.1)
 * @returns null if the text is not such a token
 */
export function parseCompactJws(
  token: string,
  algorithms: readonly Algorithm[],
): CompactJws | null {
  const segments = token.split('.');
  const [head, ...rest] = segments;
  const [payload, signature] = rest.map(decodeBase64Url);
  if (segments.length !== 3 || !payload || !signature?.length) return null;
  const header = readHeader(head!, algorithms);
  const claims = header && parseObject(payload);
  return claims && { header, claims };
}

/** Limits the recursion of code that serializes, freezes or copies claims. */
const MAX_DEPTH = 64;

const OF_HS256: JwsHeader = { alg: 'HS256', kid: undefined };

/** @param segment the encoded header @returns null if it is not expected */
function readHeader(segment: string, algorithms: readonly Algorithm[]): JwsHeader | null {
  if (segment === HS256_HEADER) return algorithms.includes('HS256') ? OF_HS256 : null;
  const bytes = decodeBase64Url(segment);
  const header = bytes && parseObject(bytes);
  const alg = algorithms.find((one) => one === header?.['alg']);
  if (header === null || alg === undefined || 'crit' in header || 'b64' in header) return null;
  const { kid } = header;
  return kid === undefined || typeof kid === 'string' ? { alg, kid } : null;
}

/** Accepts only the canonical encoding of the bytes (RFC 4648 §3.5). */
function decodeBase64Url(segment: string): Buffer | null {
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.toString('base64url') === segment ? bytes : null;
}

function parseObject(bytes: Buffer): RawClaims | null {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    const isObject = typeof value === 'object' && !Array.isArray(value);
    return isObject && isShallow(value) ? (value as RawClaims | null) : null;
  } catch {
    return null;
  }
}

/** Checks that a claim, or a set of claims, is nested no deeper than the limit. */
export function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}
