/** The claims of a token as they were signed, not validated. */
export type RawClaims = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The header of every token that Keyturn signs with HS256. */
export const HS256_HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/**
 * Parses a compact JWS (RFC 7515 §7.1). It is stricter than most libraries: it requires canonical
 * unpadded base64url, an expected algorithm, no `crit`, no `b64` (RFC 7797), and claims that are an
 * object of limited depth. Does not verify the signature.
 *
 * @param algorithms every accepted `alg` (RFC 8725 §3.1)
 * @returns the claims, or null if the text is not such a token
 */
export function parseCompactJws(token: string, algorithms: readonly string[]): RawClaims | null {
  const segments = token.split('.');
  const [header, ...rest] = segments;
  const [payload, signature] = rest.map(decodeBase64Url);
  if (segments.length !== 3 || !payload || !signature?.length) return null;
  return isExpectedHeader(header!, algorithms) ? parseObject(payload) : null;
}

/** Limits the recursion of code that serializes, freezes or copies claims. */
const MAX_DEPTH = 64;

/** @param segment the encoded header */
function isExpectedHeader(segment: string, algorithms: readonly string[]): boolean {
  if (segment === HS256_HEADER) return algorithms.includes('HS256');
  const bytes = decodeBase64Url(segment);
  const header = bytes && parseObject(bytes);
  if (header === null || !algorithms.some((one) => one === header['alg'])) return false;
  if ('crit' in header || 'b64' in header) return false;
  return header['kid'] === undefined || typeof header['kid'] === 'string';
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
