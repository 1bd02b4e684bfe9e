import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { originOf, pathOf, startNode, stop } from './child.mjs';
import { describeMachine, residentMBOf } from './machine.mjs';

/**
 * Measures the time until the service listens, and its memory when idle: `npm run bench:start`. The
 * argument is the number of starts. Exit status 1: a median is not below `must`. `aim` is for information.
 */
const TARGETS = { listeningMs: { must: 1_000, aim: 600 }, idleMB: { must: 110, aim: 90 } };
const STARTS = Number(process.argv[2] ?? 9);
const IDLE_MS = 2_000;

/** @returns {Promise<{ listeningMs: number, idleMB: number }>} */
async function startOnce() {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-start-'));
  const variables = {
    DATABASE_URL: `sqlite:${join(folder, 'keyturn.sqlite')}`,
    JWT_SECRET: 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce',
    NODE_ENV: 'production',
    SHUTDOWN_DELAY: '0s',
    PORT: '0',
  };
  const begun = performance.now();
  const child = startNode(undefined, [pathOf('../dist/main.js'), 'serve', '--json'], variables);
  await originOf(child);
  const listeningMs = performance.now() - begun;
  await setTimeout(IDLE_MS);
  const idleMB = residentMBOf(child.pid ?? 0);
  await stop(child);
  rmSync(folder, { recursive: true });
  return { listeningMs, idleMB };
}

/** @param {readonly number[]} values */
function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

const starts = [];
for (let i = 0; i < STARTS; i++) starts.push(await startOnce());

for (const line of describeMachine(undefined).slice(0, 2)) console.log(line);
for (const name of /** @type {const} */ (['listeningMs', 'idleMB'])) {
  const { median, min, max } = summarize(starts.map((start) => start[name]));
  const { must, aim } = TARGETS[name];
  const targets = `must ${must}: ${median < must ? 'met' : 'MISSED'}; aim ${aim}: ${median < aim ? 'met' : 'missed'}`; // prettier-ignore
  console.log(`${name}: ${median.toFixed(0)} (${min.toFixed(0)} to ${max.toFixed(0)}; ${targets})`);
  if (!(median < must)) process.exitCode = 1;
}
