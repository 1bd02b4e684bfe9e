import type { ClaimHeader } from '../../domain/claim-header.js';
import { claimTextOf } from '../../domain/claim-text.js';
import { toHeaderValue } from '../../domain/header-value.js';
import type { AuthUser } from '../guard/auth-user.js';

/**
 * Returns the headers that describe a user to the application behind a gateway. A value that is
 * missing, or that a header cannot contain, has no header.
 *
 * @param claims the claims that the operator has chosen, with their headers
 */
export function identityHeaders(
  user: AuthUser,
  claims: readonly ClaimHeader[],
): Record<string, string> {
  const texts = [
    ['X-Auth-User-Id', user.id],
    ['X-Auth-Username', user.username],
    ['X-Auth-Session-Id', user.sid ?? undefined],
    ...claims.map(({ claim, header }) => [header, textOf(claim, user)] as const),
  ] as const;
  const headers: Record<string, string> = {};
  for (const [name, text] of texts) {
    const value = text === undefined ? undefined : toHeaderValue(text);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

const textOf = (claim: string, { claims }: AuthUser): string | undefined =>
  Object.hasOwn(claims, claim) ? claimTextOf(claims[claim]) : undefined;
