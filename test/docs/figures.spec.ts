import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { missingScriptsIn, npmScriptsIn } from '../support/npm-scripts.js';
import { hasFigures, measurementsIn, sectionsOf } from './figures.js';

/** The README of a folder, and those of its folders. */
const readmesIn = (folder: string): string[] =>
  [folder, ...readdirSync(folder).map((name) => join(folder, name))]
    .map((path) => join(path, 'README.md'))
    .filter((path) => existsSync(path));

/** Documents with measured figures. Tables elsewhere describe behavior. */
const DOCUMENTS = [
  'README.md',
  'bench/README.md',
  'docs/database.md',
  'docs/monitoring.md',
  'docs/operating.md',
  'docs/packaging.md',
  'docs/performance.md',
  'docs/performance-peers.md',
  ...readmesIn('verification'),
];

/** Tables whose numbers are not measured. */
const GIVEN: Readonly<Record<string, string>> = {
  'bench/README.md: Measure the service': 'targets',
  'docs/database.md: Handle a slow or unreachable database': 'limits',
  'docs/monitoring.md: Check health': 'status codes',
  'docs/operating.md: Set the idle timeout': 'limits',
  'docs/operating.md: Stop an instance': 'defaults',
  'docs/packaging.md: Check the versions of peers': 'versions',
  'verification/peers/README.md: Products and versions': 'versions',
};

const sections = DOCUMENTS.flatMap((path) =>
  sectionsOf(readFileSync(path, 'utf8')).map(({ heading, text }) => ({
    name: `${path}: ${heading}`,
    path,
    heading,
    text,
  })),
);

describe('measured figures in the documentation', () => {
  const tables = sections.filter(hasFigures);

  it.each(tables.filter(({ name }) => !(name in GIVEN)).map(({ name, text }) => [name, text]))(
    'a section with figures states their date, commit and command: %s',
    (_, text) => {
      expect(measurementsIn(text)).not.toEqual([]);
    },
  );

  it('every table that is listed as not measured exists', () => {
    const names = tables.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(GIVEN)));
  });

  it('measurements name existing commands and valid dates', () => {
    const all = sections.flatMap(({ text, path }) =>
      measurementsIn(text).map((one) => ({ ...one, path })),
    );
    for (const { commands, path } of all)
      for (const command of commands) {
        expect(npmScriptsIn(command, path)).toHaveLength(1);
        expect(missingScriptsIn(command, path)).toEqual([]);
      }
    for (const { date } of all) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  });
});

describe('detection of figures', () => {
  const [section] = sectionsOf('## Speed\n\n| what | ms |\n| --- | --- |\n| session | 12.5 |\n');

  it('detects figures when every second row of a table has a number', () => {
    expect(hasFigures(section!)).toBe(true);
  });

  it('detects no figures when a table has only words', () => {
    const text = section!.text.replace('12.5', '`PORT`');
    expect(hasFigures({ heading: 'Speed', text })).toBe(false);
  });

  it.each([
    ['Measured 2026-11-28 at commit abc1234 with `npm run bench`.', 1],
    ['Measured in November 2026 with `npm run bench`.', 0],
    ['Measured 2026-11-28 at commit abc1234.', 0],
  ])('detects a measurement only with date, commit and command: %s', (line, count) => {
    expect(measurementsIn(line)).toHaveLength(count);
  });
});
