/* eslint-disable no-console -- this is a command that prints its results */
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sendCase } from '../../test/http-contract/send-case.js';
import { SUBJECTS } from '../../test/http-contract/cases/index.js';
import { compare, type Comparison } from './comparison.js';
import { OurTarget } from '../../test/http-contract/our-target.js';
import { ReferenceTarget } from './reference-target.js';
import { withResult } from './result-block.js';
import { describeSummary, summarize } from './summary.js';
import type { Target } from '../../test/http-contract/target.js';
import type { ContractCase } from '../../test/http-contract/contract-case.js';

const USAGE =
  'Usage: npm --prefix verification run contract -- --reference URL [--secret KEY] [--write]';

/** The default secret of the reference. */
const REFERENCE_SECRET = 'ref-secret-key-0123456789abcdefghijklmnopqrstuvwxyz';

/** The version of the reference, which its API does not report. */
const REFERENCE = 'SimpleJWT 5.2.2, rotating and blacklisting, JSON only';

const DOCUMENT = new URL('../../docs/http-contract.md', import.meta.url);
const MANIFEST = new URL('../../package.json', import.meta.url);

/** Sends every case to both servers, and prints the differences. @returns the exit status */
async function main(): Promise<number> {
  const { reference: url, secret, write } = readArguments();
  if (url === undefined) throw new Error(`--reference is missing. ${USAGE}`);
  const reference = await ReferenceTarget.reach(url, secret);
  const keyturn = await OurTarget.start('sqlite');
  try {
    const comparisons = await compareAll(keyturn, reference);
    const summary = summarize(comparisons);
    console.log(describeSummary(summary));
    if (write) writeResult(summary);
    return summary.unintended === 0 ? 0 : 1;
  } finally {
    await keyturn.stop();
  }
}

function readArguments() {
  const options = {
    reference: { type: 'string' },
    secret: { type: 'string', default: REFERENCE_SECRET },
    write: { type: 'boolean', default: false },
  } as const;
  return parseArgs({ options }).values;
}

/** Compares the cases one after the other, so that they do not influence each other. */
async function compareAll(keyturn: Target, reference: Target): Promise<Comparison[]> {
  const comparisons = [];
  for (const one of Object.values(SUBJECTS).flat()) {
    const comparison = await compareOne(one, keyturn, reference);
    print(one, comparison);
    comparisons.push(comparison);
  }
  return comparisons;
}

async function compareOne(
  one: ContractCase,
  keyturn: Target,
  reference: Target,
): Promise<Comparison> {
  const [keyturnResult, referenceResult] = await Promise.all([
    sendCase(keyturn, one),
    sendCase(reference, one),
  ]);
  return compare(one, keyturnResult.reply, referenceResult.reply);
}

function print({ name }: ContractCase, comparison: Comparison): void {
  const lines = describe(comparison);
  if (lines.length > 0) console.log([name, ...lines].join('\n  '));
}

function describe(comparison: Comparison): readonly string[] {
  if (comparison.kind === 'other difference') return comparison.what;
  if (comparison.kind !== 'missing difference') return [];
  return [`is marked "${comparison.expected}", but does not differ`];
}

function writeResult(summary: ReturnType<typeof summarize>): void {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
  const servers = `Keyturn ${version} and ${REFERENCE}`;
  writeFileSync(DOCUMENT, withResult(readFileSync(DOCUMENT, 'utf8'), summary, servers));
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
