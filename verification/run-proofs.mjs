/**
 * Runs proofs one after the other, continues after a failure, and prints how long each took.
 * `npm run verify` runs all of them in full. `npm run verify -- --reference URL` also compares
 * Keyturn with a real SimpleJWT. `npm run smoke` runs a short form of those that need no special
 * machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Proof
 * @property {string} name
 * @property {string} command without `npm run`
 * @property {Record<string, string>} [variables]
 */

/** @type {readonly Proof[]} */
const SMOKE = [
  { name: 'all specs', command: 'jest' },
  { name: 'mutation of rotation.ts', command: 'mutation -- rotation' },
  { name: 'fuzz, 1,000 requests', command: 'fuzz', variables: { FUZZ_REQUESTS: '1000' } },
  { name: 'tokens, 400 tokens', command: 'tokens', variables: { TOKENS_COUNT: '400' } },
  { name: 'benchmark, without figures', command: '--prefix .. bench -- --smoke' },
];

/** @type {readonly Proof[]} */
const ALL = [
  { name: 'all specs', command: 'jest' },
  ...[
    'interleavings',
    'faults',
    'tokens',
    'fuzz',
    'response-times',
    'attacks',
    'packaging',
    'machine',
    'browser',
  ].map((command) => ({ name: command, command })),
  ...['keyturn', 'better-auth', 'oidc-provider'].map((peer) => ({
    name: `peers: ${peer}`,
    command: `peers -- --peer ${peer}`,
  })),
  { name: 'mutation', command: 'mutation' },
];

/** @param {string} url @returns {readonly Proof[]} */
const against = (url) => [
  { name: 'contract', command: `contract -- --reference ${url}` },
  { name: 'peers: simplejwt', command: `peers -- --peer simplejwt --url ${url}` },
];

/** @param {Proof} proof @returns {Promise<string>} its row of the summary */
async function run({ name, command, variables }) {
  const startedAt = performance.now();
  const env = { ...process.env, ...variables };
  const child = spawn(`npm run --silent ${command}`, { shell: true, stdio: 'inherit', env });
  const [status] = await once(child, 'close');
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  return `${status === 0 ? 'ok   ' : 'FAILS'} ${seconds.padStart(5)} s  ${name}`;
}

const { values, positionals } = parseArgs({
  options: { reference: { type: 'string' } },
  allowPositionals: true,
});
const proofs = positionals.includes('smoke') ? SMOKE : ALL;
const rows = [];
for (const proof of [
  ...proofs,
  ...(values.reference === undefined ? [] : against(values.reference)),
])
  rows.push(await run(proof));
console.log(`\n${rows.join('\n')}`);
