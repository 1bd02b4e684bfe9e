import { describe, expect, it } from '@jest/globals';
import { sectionIn, withSection } from '../../bench/page-section.mjs';
import { problemsIn, sizePanelsOf, summarizeSizes } from '../../bench/sessions-report.mjs';
import { batchesOf, storedSession, usersOf } from '../../bench/stored-sessions.mjs';
import { randomNumberOf } from '../../bench/stored-tokens.mjs';

describe('stored sessions', () => {
  it('have ten sessions for each user', () => {
    const userOf = (number: number) => storedSession(number).userId;
    expect(userOf(10)).toBe(userOf(1));
    expect(userOf(11)).not.toBe(userOf(1));
  });

  it.each([
    [1, 1_000, 0, 99],
    [1_001, 10_000, 100, 999],
    [1_005, 1_010, 101, 100],
    [1_005, 1_011, 101, 101],
  ])('from %d to %d add the users from %d to %d', (first, last, firstUser, lastUser) => {
    expect(usersOf({ first, last })).toEqual({ first: firstUser, last: lastUser });
  });

  it('are inserted in batches without gaps', () => {
    expect(batchesOf({ first: 1_001, last: 250_000 })).toEqual([
      { first: 1_001, last: 101_000 },
      { first: 101_001, last: 201_000 },
      { first: 201_001, last: 250_000 },
    ]);
    expect(batchesOf({ first: 5, last: 4 })).toEqual([]);
  });

  it.each([
    [0, 0, 1],
    [0, 0.999, 9],
    [1, 0.999, 10],
    [3, 0.999, 8],
  ])('of client %d are its own for the random value %d', (client, random, number) => {
    expect(randomNumberOf({ client, clients: 4, stored: 10 }, () => random)).toBe(number);
  });
});

describe('summarizeSizes', () => {
  const figures = (p50: number, errors: string[] = []) => ({
    requests: 100,
    rate: 1,
    p50,
    p99: 2 * p50,
    cpuUs: 100,
    busy: 1,
    perVcpu: 1,
    walBytes: 0,
    writeCalls: 0,
    errors,
  });
  const resultOf = (rounds: [large: number, small: number][], errors: string[] = []) => ({
    case: { name: 'refresh, 1 client', request: 'refresh' as const, clients: 1 },
    database: 'SQLite',
    sessions: 10_000,
    few: 1_000,
    ...summarizeSizes(rounds.map(([large, small]) => [figures(large, errors), figures(small)])),
  });

  it('compares the latencies of each round', () => {
    const { ratio, ratios } = resultOf([
      [1, 1],
      [22, 20],
      [3, 2],
    ]);
    expect(ratio).toBeCloseTo(1.1);
    expect(ratios).toEqual([1, 1.1, 1.5]);
  });

  it('reports a ratio above the target, and a failed request once', () => {
    expect(problemsIn([resultOf([[1.2, 1]])])).toEqual([]);
    expect(problemsIn([resultOf([[1.3, 1]], ['503', '503'])])).toEqual([
      'refresh, 1 client, SQLite, 10000 sessions: 503',
      'refresh, 1 client, SQLite, 10000 sessions: the ratio of p50 is 1.30, the maximum is 1.2',
    ]);
  });
});

describe('sizePanelsOf', () => {
  it('returns the lines of both tables for each case of several clients', () => {
    const result = (clients: number, sessions: number) => ({
      case: { name: `refresh, ${clients} clients`, clients },
      database: 'SQLite',
      sessions,
      few: 1_000,
      large: { p50: 2 },
      small: { p50: 1 },
    });
    const results = [result(16, 10_000), result(16, 100_000), result(1, 10_000)];
    const panels = sizePanelsOf(results as unknown as Parameters<typeof sizePanelsOf>[0]);
    expect(panels).toEqual([
      {
        name: 'SQLite',
        lines: [
          { name: 'refresh', color: 0, isDashed: false, points: [[10_000, 2], [100_000, 2]] },
          { name: 'with 1,000 sessions', color: 0, isDashed: true, points: [[10_000, 1], [100_000, 1]] },
        ],
      },
    ]); // prettier-ignore
  });
});

describe('the sections of the page', () => {
  const page = '# Performance\n\nText.\n\n## Parts\n\nold $1\n\n## Writes\n\nlast\n';

  it('are found by their heading', () => {
    expect(sectionIn(page, 'Parts')).toBe('## Parts\n\nold $1\n\n');
    expect(sectionIn(page, 'Part')).toBe('');
  });

  it('are replaced in their place, or appended', () => {
    expect(withSection(page, 'Parts', 'new $&')).toBe(page.replace('old $1', () => 'new $&'));
    expect(withSection(page, 'Sizes', 'new')).toBe(`${page}\n## Sizes\n\nnew\n\n`);
  });
});
