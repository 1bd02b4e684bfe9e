import type { Outcome } from './counters.js';
import type { TrialResult } from './trial.js';

const COLUMNS: readonly (readonly [title: string, of: (result: TrialResult) => string])[] = [
  ['fault', ({ fault }) => fault],
  ['database', ({ database }) => database],
  ['times', ({ times }) => String(times)],
  ['seconds', ({ seconds }) => seconds.toFixed(0)],
  ['sessions', ({ sessions }) => String(sessions)],
  ['requests', ({ requests }) => String(requests)],
  ['200', ({ outcomes }) => countOf(outcomes, 200)],
  ['401', ({ outcomes }) => countOf(outcomes, 401)],
  ['503', ({ outcomes }) => countOf(outcomes, 503)],
  ['no response', ({ outcomes }) => countOf(outcomes, 'none')],
  ['retries', ({ retries }) => String(retries)],
  ['longest wait', ({ longestMs }) => `${(longestMs / 1000).toFixed(1)} s`],
  ['violations', ({ violations }) => String(violations.length)],
];

const countOf = (outcomes: TrialResult['outcomes'], outcome: Outcome) =>
  String(outcomes.get(outcome) ?? 0);

/** Returns a row of a Markdown table. */
export const rowOf = (result: TrialResult): string =>
  line(COLUMNS.map(([, valueOf]) => valueOf(result)));

export const TABLE_HEAD = [
  line(COLUMNS.map(([title]) => title)),
  line(COLUMNS.map(() => '---')),
].join('\n');

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
