import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A file of an installed package. */
export const installed = (path: string): string => join(process.cwd(), 'node_modules', path);

/** For tools that would look for news of themselves. */
const OFFLINE = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/**
 * Runs a program for Node.
 *
 * @returns what it printed
 * @throws with what it printed, when it does not end with status 0
 */
export async function runProgram(file: string, args: string[], cwd = process.cwd()) {
  const env = { ...process.env, ...OFFLINE, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd, env });
  return stdout;
}
