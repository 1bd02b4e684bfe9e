/* eslint-disable no-console -- this is a command that prints its results */
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../test/support/postgres.mjs';
import { PEERS, NAMES, type PeerName } from './peers.js';
import type { StartPeer } from './peer.js';
import { RACE_HEAD, raceLines, SCENARIO_HEAD, scenarioLine } from './report.js';

const USAGE = `Usage: npm run peers -- --peer ${NAMES.join('|')} [--url URL [--as NAME]] [--sessions COUNT]`;

/** Runs every configuration of one server, one after the other, and prints its rows. */
async function main(): Promise<void> {
  const { peer, url, as, sessions } = readArguments();
  const { starts, release } = await PEERS[peer]({ url, as });
  try {
    await withPostgres(() => runAll(starts, sessions));
  } finally {
    release();
  }
}

function readArguments() {
  const options = {
    peer: { type: 'string' },
    url: { type: 'string' },
    as: { type: 'string' },
    sessions: { type: 'string', default: '20' },
  } as const;
  const { peer, url, as, sessions } = parseArgs({ options }).values;
  const known = NAMES.find((name) => name === peer);
  const count = Number(sessions);
  if (known === undefined || !(count >= 1)) throw new Error(USAGE);
  return { peer: known satisfies PeerName, url, as, sessions: Math.floor(count) };
}

/** Starts PostgreSQL with its defaults, such as `fsync`. */
async function withPostgres(run: () => Promise<void>): Promise<void> {
  const server = await startPostgres({});
  process.env['TEST_PG_URL'] = server.url;
  await run().finally(() => server.stop());
}

async function runAll(starts: readonly StartPeer[], sessions: number): Promise<void> {
  const [races, scenarios]: [string[], string[]] = [[], []];
  for (const start of starts) {
    const peer = await start();
    try {
      races.push(...(await raceLines(peer, sessions)));
      scenarios.push(await scenarioLine(peer, sessions));
    } finally {
      await peer.stop();
    }
  }
  console.log([RACE_HEAD, ...races, '', SCENARIO_HEAD, ...scenarios].join('\n'));
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
