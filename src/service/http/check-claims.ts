import { CLAIM_NAME_RULE, claimHeadersOf } from '../../auth/domain/claim-header.js';
import type { Parsed } from '../configuration/parsed.js';
import { listOf } from '../text/list-of.js';

/** @returns the names of claims in a comma-separated text, each of which has its own header */
export function parseCheckClaims(text: string): Parsed<string[]> {
  const names = listOf(text);
  const problems = claimHeadersOf(names).flatMap((header, index) =>
    typeof header === 'object' ? [] : [`entry ${index + 1} ${PROBLEMS[header]}`],
  );
  return problems.length > 0 ? { problem: problems.join('; ') } : { value: names };
}

const PROBLEMS = {
  invalid: `must be ${CLAIM_NAME_RULE}`,
  collision: 'has the same header as an earlier one',
};
