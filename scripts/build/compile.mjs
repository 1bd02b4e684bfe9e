import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { ROOT } from './root.mjs';

/**
 * Runs a compiler that is installed here. What it has to say goes to standard error.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export async function compile(program, args) {
  const child = spawn(process.execPath, [installed(program), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.pipe(process.stderr);
  const [status] = /** @type {[number | null]} */ (await once(child, 'exit'));
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} program */
function installed(program) {
  try {
    return createRequire(import.meta.url).resolve(program);
  } catch {
    console.error('dist/ is not what src/ says, and the tools that build it are not installed.');
    console.error('Run: npm ci --include=dev');
    process.exit(1);
  }
}
