import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  ASVS,
  duplicatesIn,
  numbersIn,
  problemsOf,
  type Requirement,
  requirementsIn,
  STATUSES,
  titlesOf,
} from './requirements.js';

/** The number of requirements in each section of ASVS 5.0.0. */
const SECTIONS: Readonly<Record<string, number>> = {
  ...{ '6.1': 3, '6.2': 12, '6.3': 8, '6.4': 6, '6.5': 8, '6.6': 4, '6.7': 2, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 3, '7.6': 2 },
  ...{ '9.1': 3, '9.2': 4 },
  ...{ '10.1': 2, '10.2': 3, '10.3': 5, '10.4': 16, '10.5': 5, '10.6': 2, '10.7': 3 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 4 },
};

const requirements = requirementsIn(readFileSync('docs/security.md', 'utf8'));
const of = (standard: string) => requirements.filter((one) => one.standard === standard);

describe('docs/security.md', () => {
  it.each([ASVS, 'RFC 9700', 'RFC 8725', 'RFC 6750', 'NIST SP 800-63B-4'])(
    'docs/security.md has valid rows with tests that exist, for %s',
    (standard) => {
      const problems = of(standard).flatMap((one) =>
        problemsOf(one).map((problem) => `${one.name}: ${problem}`),
      );
      expect(problems).toEqual([]);
      expect(of(standard).length).toBeGreaterThan(10);
    },
  );

  it('docs/security.md lists no requirement twice', () => {
    expect(duplicatesIn(requirements)).toEqual([]);
  });

  it('docs/security.md lists every requirement of the chapters of ASVS', () => {
    const expected = Object.entries(SECTIONS).flatMap(([section, length]) =>
      Array.from({ length }, (_, index) => `${section}.${index + 1}`),
    );
    expect(of(ASVS).flatMap(({ name }) => numbersIn(name))).toEqual(expected);
  });

  it('docs/security.md lists every section of RFC 8725 about tokens', () => {
    const sections = of('RFC 8725').map(({ name }) => name.split(' ')[0]);
    expect(sections).toEqual(Array.from({ length: 12 }, (_, index) => `3.${index + 1}`));
  });
});

describe('a row of docs/security.md', () => {
  const TITLE = 'sets the configured iss and aud in both tokens and rejects other values';
  const ROW: Requirement = {
    standard: ASVS,
    name: '9.2.3 accept only tokens for this service',
    status: 'met',
    reason: 'The option audience.',
    tests: `\`test/e2e/token.spec.ts: ${TITLE}\``,
  };

  it('a row is valid when its tests exist', () => {
    expect(problemsOf(ROW)).toEqual([]);
    expect(problemsOf({ ...ROW, tests: `${ROW.tests}, ${ROW.tests}` })).toEqual([]);
  });

  it.each([...STATUSES.filter((status) => status !== 'met')])(
    'a row needs no test when its status is "%s"',
    (status) => {
      expect(problemsOf({ ...ROW, status, tests: '-' })).toEqual([]);
    },
  );

  it.each<[string, Partial<Requirement>]>([
    ['its status is unknown', { status: 'mostly' }],
    ['it is pending', { status: 'pending' }],
    ['it has no reason', { reason: '' }],
    ['it is met without a test', { tests: '-' }],
    ['its tests are words', { tests: 'the tests of tokens' }],
    ['the file does not exist', { tests: `\`test/e2e/tokens.spec.ts: ${TITLE}\`` }],
    ['no test has the title', { tests: `\`test/e2e/token.spec.ts: ${TITLE.slice(1)}\`` }],
    ['a second test does not exist', { tests: `${ROW.tests}, \`test/e2e/token.spec.ts: x\`` }],
    ['two tests have no comma', { tests: `${ROW.tests} ${ROW.tests}` }],
  ])('a row is rejected when %s', (_, change) => {
    expect(problemsOf({ ...ROW, ...change })).toHaveLength(1);
  });

  it('a row is read from a table with the right head, without white space', () => {
    const head = '| requirement | status | how, or why not | tests |\n| --- | --- | --- | --- |\n';
    const text = `## RFC 1\n\n${head}| 1 a | met | b \\| c | - |\n\n| d | e |\n| - | - |\n| f | g |\n`;
    expect(requirementsIn(text)).toEqual([
      { standard: 'RFC 1', name: '1 a', status: 'met', reason: 'b | c', tests: '-' },
    ]);
  });

  it('a requirement is listed twice when a range contains it', () => {
    const names = ['6.5.1 to 6.5.8 codes', '6.5.8 times', '6.6.1 phones'];
    const rows = names.map((name) => ({ ...ROW, name }));
    expect(duplicatesIn(rows)).toEqual([`${ASVS}: 6.5.8`]);
  });

  it('the titles of a file are those of it and it.each, with placeholders', () => {
    const text =
      "it('a', f); it.each([['x']])('b %s', f); it.each<T>(rows)(`c ${name}`, f);" +
      "describe('d', f); other('e', f); about('g', ['h']); it(name, f);";
    expect([...titlesOf(text)]).toEqual(['a', 'b %s', 'c ${name}', 'g']);
  });
});
