import { AuthError } from '../../../domain/auth-error.js';

/** Matches nearly every header. The others are split into words. */
const USUAL = /^Bearer ([^ \t]+)$/;

/**
 * Returns the token of an `Authorization` header with the scheme Bearer, in upper or lower case
 * (RFC 9110 §11.1).
 *
 * @returns undefined if the header is missing or has another scheme
 * @throws {AuthError} `malformed_authorization` if Bearer is not followed by exactly one word
 */
export function readBearer(header: string | undefined): string | undefined {
  const usual = USUAL.exec(header ?? '')?.[1];
  if (usual !== undefined) return usual;
  const [scheme, token, ...rest] = header?.split(/[ \t]+/).filter(Boolean) ?? [];
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  if (token === undefined || rest.length > 0) throw new AuthError('malformed_authorization');
  return token;
}
