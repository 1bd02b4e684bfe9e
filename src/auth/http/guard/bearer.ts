import { AuthError } from '../../domain/auth-error.js';

/**
 * The token of an `Authorization` header, whose scheme is Bearer in any case (RFC 9110 §11.1).
 *
 * @returns undefined when there is none, or one of another scheme
 * @throws {AuthError} `malformed_authorization` when Bearer is not followed by one word
 */
export function readBearer(header: string | undefined): string | undefined {
  const [scheme, token, ...rest] = header?.split(/[ \t]+/).filter(Boolean) ?? [];
  if (scheme?.toLowerCase() !== 'bearer') return undefined;
  if (token === undefined || rest.length > 0) throw new AuthError('malformed_authorization');
  return token;
}
