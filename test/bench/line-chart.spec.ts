import { describe, expect, it } from '@jest/globals';
import { axisOf, lineChart } from '../../bench/line-chart.mjs';
import { latencyPanelsOf } from '../../bench/performance-page.mjs';

const chart = {
  title: 'Latency',
  unit: 'ms',
  xName: 'clients',
  panels: [
    {
      name: 'SQLite',
      lines: [
        {
          name: 'Keyturn',
          color: 0,
          points: [
            [1, 1],
            [4, 2],
            [16, 4],
          ] as const,
        },
        { name: 'plain', color: 1, isDashed: true, points: [[1, 10]] as const },
      ],
    },
  ],
};

describe('axisOf', () => {
  it.each([
    [
      [1.5, 30],
      [1, 2, 5, 10, 20, 50],
    ],
    [
      [0.2, 0.2],
      [0.2, 0.5],
    ],
    [[3], [2, 5]],
  ])('has ticks around %j', (values, ticks) => {
    expect(axisOf(values)).toEqual({ min: ticks[0], max: ticks.at(-1), ticks });
  });
});

describe('lineChart', () => {
  const svg = lineChart(chart);

  it('draws equal factors as equal distances', () => {
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const [first, second, third] = points;
    expect(third![0]! - second![0]!).toBeCloseTo(second![0]! - first![0]!, 0);
    expect(third![1]! - second![1]!).toBeCloseTo(second![1]! - first![1]!, 0);
    expect(second![1]).toBeLessThan(first![1]!);
  });

  it('dashes a line, in the plot and in the legend', () => {
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
  });
});

describe('latencyPanelsOf', () => {
  it('returns the lines of both servers for each database, in the order of clients', () => {
    const result = (clients: number) => ({
      case: { clients },
      database: 'SQLite',
      keyturn: { p50: clients, p99: 2 * clients },
      baseline: { p50: 3 * clients, p99: 4 * clients },
    });
    const results = [result(16), result(1)] as unknown as Parameters<typeof latencyPanelsOf>[0];
    const [panel] = latencyPanelsOf(results);
    expect(panel!.lines.map(({ name, points }) => [name, points])).toEqual([
      ['Keyturn, p50', [[1, 1], [16, 16]]],
      ['Keyturn, p99', [[1, 2], [16, 32]]],
      ['plain, p50', [[1, 3], [16, 48]]],
      ['plain, p99', [[1, 4], [16, 64]]],
    ]); // prettier-ignore
  });
});
