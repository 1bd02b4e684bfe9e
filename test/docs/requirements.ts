import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** A row of a table of docs/security.md. */
export interface Requirement {
  /** The heading of its standard, such as `RFC 9700`. */
  standard: string;
  /** Number and subject: `6.2.1 at least 8 characters`. */
  name: string;
  status: string;
  reason: string;
  tests: string;
}

/** The statuses that a row may have. */
export const STATUSES: readonly string[] = ['met', 'partly', 'not met', 'not applicable'];

/** The heading of the standard whose requirements all have a number of their own. */
export const ASVS = 'OWASP ASVS 5.0';

const HEAD = /^\| requirement +\| status +\| how, or why not +\| tests +\|$/;

/** @returns the rows of every table of requirements in a Markdown document */
export function requirementsIn(markdown: string): Requirement[] {
  const rows: Requirement[] = [];
  let standard = '';
  let isTable = false;
  for (const line of markdown.split('\n')) {
    standard = /^## (.*)$/.exec(line)?.[1] ?? standard;
    if (!line.startsWith('|')) isTable = false;
    if (isTable && !/^\| -+ \|/.test(line)) rows.push(toRequirement(standard, line));
    if (HEAD.test(line)) isTable = true;
  }
  return rows;
}

function toRequirement(standard: string, line: string): Requirement {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  const [name = '', status = '', reason = '', tests = ''] = cells.map((cell) =>
    cell.trim().replaceAll('\\|', '|'),
  );
  return { standard, name, status, reason, tests };
}

/** The name of a test: `test/e2e/token.spec.ts: rejects …`. */
const TEST = /^`(?<path>[^`:]+): (?<title>[^`]+)`$/;

/** @returns the problems of a row, or none @param statuses that it may have */
export function problemsOf(
  { status, reason, tests }: Requirement,
  statuses: readonly string[] = STATUSES,
): string[] {
  const names = tests === '-' ? [] : tests.split(/(?<=`), (?=`)/);
  const needsTest = status === 'met' && names.length === 0;
  return [
    ...(statuses.includes(status) ? [] : [`The status "${status}" is not valid.`]),
    ...(reason === '' ? ['The reason is missing.'] : []),
    ...(needsTest ? ['A requirement that is met names no test.'] : []),
    ...names.flatMap(problemsOfTest),
  ];
}

function problemsOfTest(name: string): string[] {
  const { path = '', title = '' } = TEST.exec(name)?.groups ?? {};
  if (path === '') return [`The name of a test has another form: ${name}`];
  if (!existsSync(path)) return [`The file ${path} does not exist.`];
  return titlesIn(path).has(title) ? [] : [`${path} has no test with the title: ${title}`];
}

const cache = new Map<string, ReadonlySet<string>>();

function titlesIn(path: string): ReadonlySet<string> {
  const titles = cache.get(path) ?? titlesOf(readFileSync(path, 'utf8'));
  cache.set(path, titles);
  return titles;
}

/** Functions whose first argument is the title of a test, or the subject of several cases. */
const DECLARES = new Set(['it', 'test', 'about']);

/** @returns the titles of the tests in a text of TypeScript, placeholders as they are written */
export function titlesOf(text: string): ReadonlySet<string> {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    if (title !== undefined) titles.add(title);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function titleOf({ expression, arguments: [first] }: ts.CallExpression): string | undefined {
  if (first === undefined || !DECLARES.has(functionOf(expression))) return undefined;
  if (ts.isStringLiteralLike(first)) return first.text;
  return ts.isTemplateExpression(first) ? first.getText().slice(1, -1) : undefined;
}

/** @returns `it` for `it`, `it.each(…)` and `it.each<T>(…)` */
function functionOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  const isChain = ts.isCallExpression(node) || ts.isPropertyAccessExpression(node);
  return isChain ? functionOf(node.expression) : '';
}

/**
 * @returns the requirements that occur more than once, with their standard: numbers of ASVS, and
 * names of the other standards, whose sections have several requirements
 */
export function duplicatesIn(requirements: readonly Requirement[]): string[] {
  const names = requirements.flatMap(({ standard, name }) =>
    (standard === ASVS ? numbersIn(name) : [name]).map((one) => `${standard}: ${one}`),
  );
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** A requirement of ASVS, or several: `6.2.1 …`, `6.5.1 to 6.5.8 …`. */
const NUMBERS = /^(?<section>\d+\.\d+)\.(?<first>\d+)(?: to \k<section>\.(?<last>\d+))? /;

/** @returns the numbers of ASVS that a row covers. In ASVS a requirement is a number */
export function numbersIn(name: string): string[] {
  const { section, first, last = first } = NUMBERS.exec(name)?.groups ?? {};
  if (section === undefined) return [name];
  const length = Number(last) - Number(first) + 1;
  return Array.from({ length }, (_, index) => `${section}.${Number(first) + index}`);
}
