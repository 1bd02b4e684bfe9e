/** The claims of a token as they were signed: nothing about them is known yet. */
export type RawClaims = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Takes a compact JWS (RFC 7515 §7.1) apart, and is strict where libraries are not: canonical
 * unpadded base64url, an expected algorithm, no `crit`, no `b64` (RFC 7797), claims that are an object
 * and not nested for the sake of it.
 * Does not verify the signature.
 *
 * @param algorithms every `alg` that is taken (RFC 8725 §3.1)
 * @returns the claims, or null when the text is not such a token
 */
export function parseCompactJws(token: string, algorithms: readonly string[]): RawClaims | null {
  const segments = token.split('.');
  const [header, payload, signature] = segments.map(decodeBase64Url);
  if (segments.length !== 3 || !header || !payload || !signature?.length) return null;
  return isExpectedHeader(parseObject(header), algorithms) ? parseObject(payload) : null;
}

/** Deeper than any claim needs; what serialises, freezes or copies claims goes down by recursion. */
const MAX_DEPTH = 64;

function isExpectedHeader(header: RawClaims | null, algorithms: readonly string[]): boolean {
  if (header === null || !algorithms.some((one) => one === header['alg'])) return false;
  if ('crit' in header || 'b64' in header) return false;
  return header['kid'] === undefined || typeof header['kid'] === 'string';
}

/** Canonical only: the same bytes must encode to the same text again (RFC 4648 §3.5). */
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

/** Whether a value, inside the claims or all of them, is nested no deeper than a token may be. */
export function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isShallow(member, depth - 1));
}
