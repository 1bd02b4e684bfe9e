import type { Peer } from './peer.js';
import { race, type RaceResult, type Senders } from './race.js';
import { SCENARIOS, type Scenario } from './scenarios.js';

export const RACE_HEAD = head([
  'who',
  '50 requests of',
  'new tokens: least, median, most',
  'of these living: least, median, most',
  'answers: a pair, refused, failed',
]);

export const SCENARIO_HEAD = head(['who', ...Object.keys(SCENARIOS)]);

/** @returns a line of the first table for everybody who may send */
export async function raceLines(peer: Peer, sessions: number): Promise<string[]> {
  const crowds: Senders[] = peer.readsKeys ? ['one client', 'strangers'] : ['one client'];
  const lines = [];
  for (const senders of crowds)
    lines.push(raceLine(peer, senders, await times(sessions, () => race(peer, senders))));
  return lines;
}

function raceLine(peer: Peer, senders: Senders, results: readonly RaceResult[]): string {
  const sumOf = (part: keyof RaceResult) => results.reduce((sum, one) => sum + one[part], 0);
  return line([
    peer.name,
    peer.readsKeys ? `${senders}, ${KEYS[senders]}` : 'anybody',
    spread(results.map(({ successors }) => successors)),
    spread(results.map(({ living }) => living)),
    [sumOf('served'), sumOf('refused'), sumOf('failed')].join(', '),
  ]);
}

const KEYS: Record<Senders, string> = { 'one client': 'one key', strangers: 'a key each' };

/** @returns the line of the second table */
export async function scenarioLine(peer: Peer, sessions: number): Promise<string> {
  const cells = [];
  for (const scenario of Object.values(SCENARIOS))
    cells.push(await outcomes(peer, scenario, sessions));
  return line([peer.name, ...cells]);
}

/** What always happened, or each that happened with how often. */
async function outcomes(peer: Peer, scenario: Scenario, sessions: number): Promise<string> {
  const counts = new Map<string, number>();
  for (const outcome of await times(sessions, () => scenario(peer)))
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join('; ');
}

/** One after the other: a race is with itself alone. */
async function times<T>(count: number, play: () => Promise<T>): Promise<T[]> {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await play());
  return results;
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].join(', ');
}

function head(titles: readonly string[]): string {
  return [line(titles), line(titles.map(() => '---'))].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
