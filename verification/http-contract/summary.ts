import type { Comparison } from './comparison.js';
import type { Difference } from '../../test/http-contract/differences.js';

/** The totals of a comparison. */
export interface Summary {
  cases: number;
  /** Cases with the same response, except for differences that apply to every case. */
  same: number;
  intended: number;
  /** Unintended differences, and cases that are marked as different but are not. */
  unintended: number;
  differences: ReadonlyMap<Difference, DifferenceCount>;
}

export interface DifferenceCount {
  cases: number;
  /** The pairs of differing statuses: that of SimpleJWT and that of Keyturn. */
  statuses: Set<string>;
}

export function summarize(comparisons: readonly Comparison[]): Summary {
  const numberOf = (kind: Comparison['kind']) =>
    comparisons.filter((one) => one.kind === kind).length;
  const [same, intended] = [numberOf('same'), numberOf('intended difference')];
  const cases = comparisons.length;
  return {
    cases,
    same,
    intended,
    unintended: cases - same - intended,
    differences: count(comparisons),
  };
}

function count(comparisons: readonly Comparison[]): Map<Difference, DifferenceCount> {
  const counts = new Map<Difference, DifferenceCount>();
  for (const one of comparisons) {
    for (const difference of generalOf(one)) add(counts, difference);
    if (one.kind === 'intended difference') add(counts, one.difference, one.statuses.join(' → '));
  }
  return counts;
}

const generalOf = (one: Comparison): readonly Difference[] => ('general' in one ? one.general : []);

function add(
  counts: Map<Difference, DifferenceCount>,
  difference: Difference,
  statuses?: string,
): void {
  const known = counts.get(difference) ?? { cases: 0, statuses: new Set() };
  known.cases++;
  if (statuses !== undefined) known.statuses.add(statuses);
  counts.set(difference, known);
}

export const describeSummary = ({ cases, same, intended, unintended }: Summary): string =>
  `${cases} cases: ${same} with the same response, ${intended} with an intended difference, ${unintended} with another difference.`;
