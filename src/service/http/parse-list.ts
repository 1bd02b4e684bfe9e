import type { Parsed } from '../configuration/parsed.js';
import { listOf } from '../text/list-of.js';

/**
 * Reads a comma-separated list.
 *
 * @param problemOf returns the problem of an entry as the end of a sentence; undefined without one
 * @returns the entries, or a problem that names every invalid entry by its position
 */
export function parseList(
  text: string,
  problemOf: (entry: string) => string | undefined,
): Parsed<string[]> {
  const entries = listOf(text);
  const problems = entries.flatMap((entry, index) => {
    const problem = problemOf(entry);
    return problem === undefined ? [] : [`entry ${index + 1} ${problem}`];
  });
  return problems.length > 0 ? { problem: problems.join('; ') } : { value: entries };
}
