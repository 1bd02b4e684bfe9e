/** A claim and the header that contains its value. */
export interface ClaimHeader {
  claim: string;
  header: string;
}

/** The names of claims that {@link claimHeadersOf} accepts, after "must be" or "Write". */
export const CLAIM_NAME_RULE =
  'the name of a claim of at most 64 letters, digits, and single - or _ between them, such as ' +
  'role or tenant_id';

/** Other characters would need an escape, which is hard to read and easy to get wrong. */
const NAME = /^(?=.{1,64}$)[a-z\d]+(?:[-_][a-z\d]+)*$/i;

/** Keeps every header of a claim apart from `X-Auth-User-Id` and the like. */
const PREFIX = 'X-Auth-Claim-';

/**
 * `invalid`: the name cannot become a header. `collision`: an earlier claim has the same header.
 */
export type ClaimProblem = 'invalid' | 'collision';

/**
 * Derives the header of each claim: `tenant_id` is in `X-Auth-Claim-Tenant-Id`. No header contains
 * `_`, because gateways drop it, and CGI does not distinguish it from `-`.
 *
 * @returns the header or the problem of each name, in the same order
 */
export function claimHeadersOf(claims: readonly string[]): (ClaimHeader | ClaimProblem)[] {
  const taken = new Set<string>();
  return claims.map((claim) => {
    if (!NAME.test(claim)) return 'invalid';
    const header = `${PREFIX}${claim.split(/[-_]/).map(capitalize).join('-')}`;
    // The case of a header has no meaning (RFC 9110 §5.1).
    const key = header.toLowerCase();
    if (taken.has(key)) return 'collision';
    taken.add(key);
    return { claim, header };
  });
}

const capitalize = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
