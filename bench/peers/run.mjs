/**
 * `npm run bench -- --peers` compares Keyturn with other products that rotate refresh tokens, on
 * PostgreSQL, in the same rounds. It also tests the guarantees of each.
 */
import { startPostgres } from '../../test/support/postgres.mjs';
import { atEnd, stopAll, stopAllOnSignal } from '../cleanups.mjs';
import { pathOf, startNode, stop } from '../child.mjs';
import { compete } from '../contest.mjs';
import { startKeyturn } from '../contestants.mjs';
import { createEmpty, postgresAt } from '../databases.mjs';
import { describeMachine, findCores, pin } from '../machine.mjs';
import { PEER_REFRESHES, peersPaceOf, USERS } from '../plan.mjs';
import { createPostgresMeter } from '../postgres-meter.mjs';
import { failuresIn, problemsIn, tableOf } from '../report.mjs';
import { makeUsers } from '../users.mjs';
import { logInToKeyturn } from './keyturn.mjs';
import { availablePeers } from './peers.mjs';
import { probe, PROBED_SESSIONS } from './probe.mjs';
import { tableOfFindings } from './report.mjs';

/**
 * @typedef {import('./peer.mjs').Peer} Peer
 * @typedef {import('./peer.mjs').PeerServer} PeerServer
 * @typedef {import('./probe.mjs').Findings} Findings
 * @typedef {import('../contest.mjs').Result} Result
 * @typedef {{ name: string, server: PeerServer, databaseUrl: string }} Running
 */

const DATABASE = 'PostgreSQL';

const begun = performance.now();
const args = process.argv.slice(2);
const pace = peersPaceOf(args);
const cores = findCores();
const machine = describeMachine(cores);
// PostgreSQL is a child of this process and inherits its core.
if (cores) pin(process.pid, cores.load);

const progress = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

/** @param {readonly Peer[]} peers */
async function compareAll(peers) {
  const generator = startNode(cores?.load, [pathOf('load.mjs')]);
  atEnd(() => stop(generator));
  // With fsync, as in production.
  const postgres = await startPostgres({});
  atEnd(postgres.stop);
  const meter = await createPostgresMeter(postgres.url, postgres.pid());
  atEnd(meter.close);
  const keyturn = await startUnderTest(postgres.url, generator, meter);
  const setup = { sessions: USERS + PROBED_SESSIONS, cores, generator, meter };
  const running = [];
  for (const peer of peers) {
    progress(`${peer.name}: start …`);
    const databaseUrl = await createEmpty(postgres.url, peer.name.toLowerCase().replace('-', '_'));
    const server = await peer.start({ ...setup, databaseUrl });
    atEnd(server.stop);
    running.push({ name: peer.name, server, databaseUrl });
  }
  return { results: await measure(keyturn, running), findings: await probeAll(keyturn, running) };
}

/**
 * @param {string} postgresUrl
 * @param {import('node:child_process').ChildProcess} generator
 * @param {import('../postgres-meter.mjs').PostgresMeter} meter
 */
async function startUnderTest(postgresUrl, generator, meter) {
  const databaseUrl = await postgresAt(postgresUrl, await makeUsers(USERS))('under_test');
  const keyturn = await startKeyturn(databaseUrl, cores, generator, undefined, meter);
  atEnd(keyturn.stop);
  if (cores) keyturn.pin(cores.server);
  const sessions = await logInToKeyturn(keyturn.origin, PROBED_SESSIONS);
  return { name: 'Keyturn', server: { ...keyturn, sessions }, databaseUrl };
}

/**
 * @param {Running} keyturn
 * @param {readonly Running[]} peers
 */
async function measure(keyturn, peers) {
  const baselines = peers.map(({ name, server }) => ({
    name,
    contestant: server,
    hasTarget: true,
  }));
  const results = [];
  for (const one of PEER_REFRESHES) {
    progress(`${one.name} …`);
    results.push(...(await compete(one, DATABASE, keyturn.server, baselines, pace)));
  }
  return results;
}

/**
 * @param {Running} keyturn
 * @param {readonly Running[]} peers
 */
async function probeAll(keyturn, peers) {
  const findings = [];
  for (const { name, server, databaseUrl } of [keyturn, ...peers]) {
    const tokens = server.sessions.tokens.slice(-PROBED_SESSIONS);
    findings.push(await probe(name, server, tokens, databaseUrl));
  }
  return findings;
}

function conditionsOfRun() {
  const took = ((performance.now() - begun) / 1000).toFixed(0);
  const method = `${pace.rounds} alternating rounds of ${pace.seconds} s each; medians; ${took} s in total`;
  return [...machine, method];
}

/**
 * @param {readonly Result[]} results
 * @param {readonly Findings[]} findings
 * @param {readonly string[]} conditions
 */
function print(results, findings, conditions) {
  const lines = conditions.map((line) => `- ${line}`).join('\n');
  const intro = 'Each cell is Keyturn / peer.';
  const parts = [lines, intro, tableOf(results, 'peer'), tableOfFindings(findings)];
  process.stdout.write(`${parts.join('\n\n')}\n\n`);
}

stopAllOnSignal();
const peers = availablePeers(progress);
if (peers.length > 0) {
  const { results, findings } = await compareAll(peers).finally(stopAll);
  const conditions = conditionsOfRun();
  print(results, findings, conditions);
  if (args.includes('--write')) {
    const { writePeersPage } = await import('./page.mjs');
    await writePeersPage(results, findings, conditions);
  }
  const problems = args.includes('--smoke') ? failuresIn(results) : problemsIn(results);
  process.stdout.write(problems.length === 0 ? 'All cases passed.\n' : '');
  for (const problem of problems) process.stdout.write(`- ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
