import { describe, expect, it } from '@jest/globals';
import { barChart } from '../../bench/bar-chart.mjs';
import { groupsOf } from '../../bench/performance-page.mjs';

const chart = {
  title: 'Times < 1 s',
  unit: 'µs',
  groups: [
    {
      name: 'refresh',
      bars: [
        { name: 'Keyturn', value: 200 },
        { name: 'plain', value: 100 },
      ],
    },
    { name: 'guarded', bars: [{ name: 'plain', value: 50 }] },
  ],
};

/** The widths of the bars by their colors, in the order of the picture. */
const barsIn = (svg: string) =>
  [...svg.matchAll(/<rect x="190" y="\d+" width="(\d+)" height="16" fill="(#\w+)"/g)].map(
    ([, width, color]) => [Number(width), color],
  );

describe('barChart', () => {
  it('draws bars in proportion to their values, one color for each series', () => {
    const [keyturn, plain, alone] = barsIn(barChart(chart));
    expect(plain![0]).toBe(Number(keyturn![0]) / 2);
    expect(alone![0]).toBe(Number(plain![0]) / 2);
    expect(alone![1]).toBe(plain![1]);
    expect(keyturn![1]).not.toBe(plain![1]);
  });

  it('escapes names', () => {
    expect(barChart(chart)).toContain('aria-label="Times &lt; 1 s"');
  });
});

describe('groupsOf', () => {
  it('returns the bar of Keyturn once, and those of its baselines', () => {
    const figures = (cpuUs: number) =>
      ({ cpuUs }) as unknown as Parameters<Parameters<typeof groupsOf>[1]>[0];
    const result = (baselineName: string, cpuUs: number) => ({
      case: { name: 'refresh, 64 clients' },
      database: 'PostgreSQL',
      baselineName,
      keyturn: figures(120),
      baseline: figures(cpuUs),
    });
    const results = [result('plain', 100), result('batching', 60)] as unknown as Parameters<
      typeof groupsOf
    >[0];
    expect(groupsOf(results, ({ cpuUs }) => cpuUs)).toEqual([
      {
        name: 'refresh, 64 clients, PG',
        bars: [
          { name: 'Keyturn', value: 120 },
          { name: 'plain', value: 100 },
          { name: 'batching', value: 60 },
        ],
      },
    ]);
  });
});
