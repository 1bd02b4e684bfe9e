import type { Peer } from './peer.js';
import { race, type RaceResult, type Senders } from './race.js';
import { SCENARIOS, type Scenario } from './scenarios.js';

export const RACE_HEAD = head([
  'server',
  '50 requests of',
  'new tokens: minimum, median, maximum',
  'of these active: minimum, median, maximum',
  'responses: a pair, rejected, failed',
]);

export const SCENARIO_HEAD = head(['server', ...Object.keys(SCENARIOS)]);

/** @returns the rows of the first table, one for each kind of senders */
export async function raceLines(peer: Peer, sessions: number): Promise<string[]> {
  const groups: Senders[] = peer.readsKeys ? ['one client', 'different clients'] : ['one client'];
  const lines = [];
  for (const senders of groups)
    lines.push(raceLine(peer, senders, await times(sessions, () => race(peer, senders))));
  return lines;
}

function raceLine(peer: Peer, senders: Senders, results: readonly RaceResult[]): string {
  const sumOf = (part: keyof RaceResult) => results.reduce((sum, one) => sum + one[part], 0);
  return line([
    peer.name,
    peer.readsKeys ? `${senders}, ${KEYS[senders]}` : 'any client',
    spread(results.map(({ successors }) => successors)),
    spread(results.map(({ active }) => active)),
    [sumOf('served'), sumOf('rejected'), sumOf('failed')].join(', '),
  ]);
}

const KEYS: Record<Senders, string> = {
  'one client': 'one key',
  'different clients': 'a key each',
};

/** @returns the row of the second table */
export async function scenarioLine(peer: Peer, sessions: number): Promise<string> {
  const cells = [];
  for (const scenario of Object.values(SCENARIOS))
    cells.push(await outcomes(peer, scenario, sessions));
  return line([peer.name, ...cells]);
}

/** Returns the outcomes of a scenario with their counts. */
async function outcomes(peer: Peer, scenario: Scenario, sessions: number): Promise<string> {
  const counts = new Map<string, number>();
  for (const outcome of await times(sessions, () => scenario(peer)))
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join('; ');
}

/** Runs one after the other, so that the runs do not influence each other. */
async function times<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const results = [];
  for (let index = 0; index < count; index++) results.push(await run());
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
