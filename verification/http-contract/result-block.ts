import { type Difference, DIFFERENCES } from '../../test/http-contract/differences.js';
import { describeSummary, type DifferenceCount, type Summary } from './summary.js';

const BEGIN = '<!-- result: written by npm --prefix verification run contract -- --write -->';
const END = '<!-- end of result -->';

/**
 * @param document Markdown with a block for the result
 * @param servers the compared servers, with versions
 * @throws {Error} when the document has no such block
 */
export function withResult(document: string, summary: Summary, servers: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`There is no "${BEGIN}".`);
  return `${before}${BEGIN}\n\n${resultOf(summary, servers)}\n\n${END}${after}`;
}

/** Returns a list. A table would be realigned by the formatter. */
function resultOf(summary: Summary, servers: string): string {
  const items = (Object.keys(DIFFERENCES) as Difference[]).flatMap((name) => {
    const counted = summary.differences.get(name);
    return counted === undefined
      ? []
      : [`- **${name}**, ${describe(counted)}: ${DIFFERENCES[name]}`];
  });
  return [`${servers}. ${describeSummary(summary)}`, '', ...items].join('\n');
}

function describe({ cases, statuses }: DifferenceCount): string {
  const count = cases === 1 ? '1 case' : `${cases} cases`;
  return statuses.size === 0 ? count : `${count} (${[...statuses].sort().join(', ')})`;
}
