import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { ROOT } from './root.mjs';

/**
 * Runs an installed compiler. Prints its output to standard error.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export async function compile(program, args) {
  const child = spawn(process.execPath, [pathOf(program), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.pipe(process.stderr);
  const [status] = /** @type {[number | null]} */ (await once(child, 'exit'));
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} program */
function pathOf(program) {
  try {
    return createRequire(import.meta.url).resolve(program);
  } catch {
    console.error('dist/ is out of date, and the packages that build it are not installed.');
    console.error('Run: npm ci --include=dev');
    process.exit(1);
  }
}
