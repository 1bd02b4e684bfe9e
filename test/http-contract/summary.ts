import type { Comparison } from './comparison.js';
import type { Difference } from './differences.js';

/** What came of the whole comparison, in numbers. */
export interface Summary {
  cases: number;
  /** The same but for what differs wherever it appears. */
  same: number;
  asMeant: number;
  /** Differences that nobody meant, and marks of differences that are none. */
  wrong: number;
  differences: ReadonlyMap<Difference, DifferenceCount>;
}

export interface DifferenceCount {
  cases: number;
  /** How the statuses differ: SimpleJWT's and ours. */
  statuses: Set<string>;
}

export function summarise(comparisons: readonly Comparison[]): Summary {
  const numberOf = (kind: Comparison['kind']) =>
    comparisons.filter((one) => one.kind === kind).length;
  const [same, asMeant] = [numberOf('same'), numberOf('differs as meant')];
  const cases = comparisons.length;
  return { cases, same, asMeant, wrong: cases - same - asMeant, differences: count(comparisons) };
}

function count(comparisons: readonly Comparison[]): Map<Difference, DifferenceCount> {
  const counts = new Map<Difference, DifferenceCount>();
  for (const one of comparisons) {
    for (const difference of besideOf(one)) add(counts, difference);
    if (one.kind === 'differs as meant') add(counts, one.difference, one.statuses.join(' → '));
  }
  return counts;
}

const besideOf = (one: Comparison): readonly Difference[] => ('beside' in one ? one.beside : []);

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

export const describeSummary = ({ cases, same, asMeant, wrong }: Summary): string =>
  `${cases} cases: ${same} answered the same, ${asMeant} differently as meant, ${wrong} differently otherwise.`;
