import type { Latencies } from './latencies.js';
import type { AttackResult } from './run-attack.js';

const COLUMNS: readonly (readonly [title: string, of: (result: AttackResult) => string])[] = [
  ['attack', ({ attack }) => attack],
  ['database', ({ database }) => database],
  ['seconds', ({ seconds }) => seconds.toFixed(0)],
  ['guesses sent', ({ record }) => String(record.sent)],
  ['reached the hash', ({ record }) => String(record.reached)],
  ['allowed', ({ allowed }) => text(allowed)],
  ['allowed in a day', ({ allowedPerDay }) => text(allowedPerDay)],
  ['429', ({ record }) => String(record.guesses.get(429) ?? 0)],
  ['503', ({ record }) => String(record.guesses.get(503) ?? 0)],
  ['honest log-ins', ({ record }) => String(record.logins.count)],
  ['of them 429, 503', ({ record }) => `${record.throttledLogins}, ${record.queueFullLogins}`],
  ['log-in p50, p99', ({ record }) => times(record.logins)],
  ['refresh p50, p99', ({ record }) => times(record.refreshes)],
  ['quiet refresh p50, p99', ({ quiet }) => times(quiet)],
  ['ratio of p50, p99', ({ record, quiet }) => ratios(record.refreshes, quiet)],
  ['violations', ({ record }) => String(record.violations.length)],
];

const text = (value: number | undefined) => (value === undefined ? '' : String(value));

const QUANTILES = [0.5, 0.99] as const;

const times = (latencies: Latencies) =>
  QUANTILES.map((share) => `${latencies.quantile(share).toFixed(0)} ms`).join(', ');

const ratios = (during: Latencies, quiet: Latencies) =>
  QUANTILES.map((share) => (during.quantile(share) / quiet.quantile(share)).toFixed(1)).join(', ');

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Returns a row of a Markdown table. */
export const rowOf = (result: AttackResult): string =>
  line(COLUMNS.map(([, valueOf]) => valueOf(result)));

export const TABLE_HEAD = [
  line(COLUMNS.map(([title]) => title)),
  line(COLUMNS.map(() => '---')),
].join('\n');
