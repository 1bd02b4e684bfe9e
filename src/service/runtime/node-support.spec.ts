import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MIN_NODE, nodeProblem, nodeWarning } from './node-support.js';

describe('nodeProblem', () => {
  it.each(['20.19.0', '22.0.0', '24.15.0', '27.0.0-nightly'])('accepts Node %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  it.each(['18.20.8', '20.18.3'])('refuses Node %s', (version) => {
    expect(nodeProblem(version)).toMatch(/^Keyturn needs Node 20.19 or later, and this is Node /);
  });

  it('allows the versions that package.json allows', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: object };
    expect(engines).toEqual({ node: `>=${MIN_NODE}` });
  });
});

describe('nodeWarning', () => {
  it.each([
    ['20.20.2', '2026-04-30', undefined],
    ['20.20.2', '2026-05-01', /^Node 20.20.2 has had no security fixes since 2026-04-30\. /],
    ['25.9.0', '2026-11-29', /since 2026-06-01/],
    ['24.19.0', '2026-11-29', undefined],
    ['24.19.0', '2028-05-01', /since 2028-04-30/],
    ['27.0.0', '2030-01-01', undefined],
  ])('warns of Node %s on %s: %s', (version, day, expected) => {
    const warning = nodeWarning(version, Date.parse(day));
    if (expected === undefined) expect(warning).toBeUndefined();
    else expect(warning).toMatch(expected);
  });
});
