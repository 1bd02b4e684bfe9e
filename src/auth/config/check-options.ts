import { CLAIM_NAME_RULE, type ClaimHeader, claimHeadersOf } from '../domain/claim-header.js';
import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

/** Validates the claims that the check returns, and derives their headers. */
export function resolveCheckClaims(
  { checkClaims = [] }: Pick<AuthModuleOptions, 'checkClaims'>,
  problems: OptionProblems,
): readonly ClaimHeader[] {
  const given: readonly unknown[] = Array.isArray(checkClaims) ? checkClaims : [checkClaims];
  const names = given.map((name) => (typeof name === 'string' ? name : ''));
  return claimHeadersOf(names).flatMap((header, index) => {
    if (typeof header === 'object') return [header];
    const advice = header === 'invalid' ? `Write ${CLAIM_NAME_RULE}.` : SAME_HEADER;
    problems.add(`checkClaims has '${String(given[index])}'. ${advice}`);
    return [];
  });
}

const SAME_HEADER = 'An earlier claim has the same header. Leave one of them out.';
