import { describe, expect, it } from '@jest/globals';
import { summarize } from '../../bench/contest.mjs';
import { gateProblemsIn, isBelowLimit } from '../../bench/report.mjs';
import { median, medianDeviation } from '../../bench/samples.mjs';

const figuresWith = (cpuUs: number, errors: string[] = []) => ({
  requests: 100,
  rate: 1_000,
  p50: 1,
  p99: 2,
  cpuUs,
  busy: 1,
  perVcpu: 1_000,
  walBytes: 0,
  writeCalls: 0,
  errors,
});

/** The result of rounds in which the plain server needs 100 µs per request. */
const resultOf = (keyturnCpuUs: readonly number[], errors: string[] = []) => ({
  case: {
    name: 'refresh, 64 clients',
    request: 'refresh' as const,
    clients: 64,
    cpuLimits: { SQLite: 0.5 },
  },
  database: 'SQLite',
  baselineName: 'plain',
  target: undefined,
  ...summarize(
    keyturnCpuUs.map((cpuUs) => ({
      keyturn: figuresWith(cpuUs, errors),
      baseline: figuresWith(100),
    })),
  ),
});

describe('medianDeviation', () => {
  it.each([
    [[3, 3, 3], 0],
    [[1, 2, 3, 4, 100], 1],
    [[7], 0],
  ])('measures the deviation of %j as %d', (values, deviation) => {
    expect(medianDeviation(values)).toBe(deviation);
  });

  it('returns NaN without values', () => {
    expect(medianDeviation([])).toBeNaN();
    expect(median([])).toBeNaN();
  });
});

describe('the gate of the benchmark', () => {
  it.each([
    ['passes when the CPU ratio is above the limit', [125, 125, 125], false],
    ['passes when the CPU ratio equals the limit', [200, 200, 200], false],
    ['passes when the CPU ratio is below the limit by less than the noise', [160, 210, 250], false],
    ['fails when the CPU ratio is below the limit by more than the noise', [248, 250, 252], true],
    ['fails when the CPU time is unknown', [NaN, NaN, NaN], true],
  ])('%s', (_, keyturnCpuUs, isBelow) => {
    expect(isBelowLimit(resultOf(keyturnCpuUs))).toBe(isBelow);
  });

  it('reports a missed limit with the noise', () => {
    expect(gateProblemsIn([resultOf([250, 250, 250])])).toEqual([
      'refresh, 64 clients, SQLite, plain: the ratio of CPU is 0.40 ± 0.00, the limit is 0.50',
    ]);
  });

  it('reports a failed request once', () => {
    expect(gateProblemsIn([resultOf([100, 100], ['503'])])).toEqual([
      'refresh, 64 clients, SQLite, plain: 503',
    ]);
  });
});
