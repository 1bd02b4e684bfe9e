/**
 * `npm run check` runs all checks. Static checks run two at a time. The specs run after them, because
 * Jest itself uses all cores.
 * `npm run check -- --static` runs no specs, and `--verification` adds the static checks of
 * `verification/`, whose packages must be installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** The arguments of npm. */
const LINT = ['run', 'check:lint'];

const OTHERS = ['types', 'format', 'prose', 'api', 'unused', 'deps'].map((name) => [
  'run',
  `check:${name}`,
]);

const OF_VERIFICATION = ['lint', 'types'].map((name) => [
  '--prefix',
  'verification',
  'run',
  `check:${name}`,
]);

const hasVerification = process.argv.includes('--verification');

/** In order of duration, the longest first. */
const STATIC = [LINT, ...(hasVerification ? OF_VERIFICATION : []), ...OTHERS];
const AT_ONCE = 2;

const SPECS = ['test', '--', '--coverage'];

/** Runs scripts one by one. @param {string[][]} waiting shared by all workers */
async function worker(waiting) {
  for (let args = waiting.shift(); args !== undefined; args = waiting.shift())
    await runQuietly(args);
}

/** Prints the output of a script when it ends. @param {string[]} args */
async function runQuietly(args) {
  const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  process.stdout.write(printed.join(''));
  const [status] = await ended;
  if (status !== 0) process.exitCode = 1;
}

/** @param {string[]} args */
async function runLoudly(args) {
  const [status] = await once(spawn('npm', args, { stdio: 'inherit' }), 'close');
  if (status !== 0) process.exit(1);
}

const waiting = [...STATIC];
await Promise.all(Array.from({ length: AT_ONCE }, () => worker(waiting)));
const isStatic = process.argv.includes('--static');
if (process.exitCode === undefined && !isStatic) await runLoudly(SPECS);
