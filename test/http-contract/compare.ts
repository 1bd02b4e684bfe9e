/* eslint-disable no-console -- this is a command: what it finds, it prints */
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ask } from './ask.js';
import { SUBJECTS } from './cases/index.js';
import { compare, type Comparison } from './comparison.js';
import { OurTarget } from './our-target.js';
import { ReferenceTarget } from './reference-target.js';
import { withResult } from './result-block.js';
import { describeSummary, summarise } from './summary.js';
import type { Target } from './target.js';
import type { ContractCase } from './contract-case.js';

const USAGE = 'Usage: npm run test:contract:compare -- --reference URL [--secret KEY] [--write]';

/** What the reference signs with unless it is told otherwise. */
const REFERENCE_SECRET = 'ref-secret-key-0123456789abcdefghijklmnopqrstuvwxyz';

/** Whose answers the contract was written down from; there is no asking a server its version. */
const REFERENCE = 'SimpleJWT 5.2.2, rotating and blacklisting, JSON only';

const DOCUMENT = new URL('../../docs/http-contract.md', import.meta.url);
const MANIFEST = new URL('../../package.json', import.meta.url);

/** Puts every case to both servers, and says where they part. @returns the exit status */
async function main(): Promise<number> {
  const { reference, secret, write } = readArguments();
  if (reference === undefined) throw new Error(`Which reference? ${USAGE}`);
  const theirs = await ReferenceTarget.reach(reference, secret);
  const ours = await OurTarget.start('sqlite');
  try {
    const comparisons = await compareAll(ours, theirs);
    const summary = summarise(comparisons);
    console.log(describeSummary(summary));
    if (write) writeResult(summary);
    return summary.wrong === 0 ? 0 : 1;
  } finally {
    await ours.stop();
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

/** One after the other: what differs then is no matter of who came first. */
async function compareAll(ours: Target, theirs: Target): Promise<Comparison[]> {
  const comparisons = [];
  for (const one of Object.values(SUBJECTS).flat()) {
    const comparison = await compareOne(one, ours, theirs);
    print(one, comparison);
    comparisons.push(comparison);
  }
  return comparisons;
}

async function compareOne(one: ContractCase, ours: Target, theirs: Target): Promise<Comparison> {
  const [our, their] = await Promise.all([ask(ours, one), ask(theirs, one)]);
  return compare(one, our.reply, their.reply);
}

function print({ name }: ContractCase, comparison: Comparison): void {
  const lines = describe(comparison);
  if (lines.length > 0) console.log([name, ...lines].join('\n  '));
}

function describe(comparison: Comparison): readonly string[] {
  if (comparison.kind === 'differs') return comparison.what;
  if (comparison.kind !== 'does not differ') return [];
  return [`is marked "${comparison.expected}", and does not differ`];
}

function writeResult(summary: ReturnType<typeof summarise>): void {
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
