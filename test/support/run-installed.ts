import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A file of an installed package. */
export const installed = (path: string): string => join(process.cwd(), 'node_modules', path);

/** Turns off telemetry and update checks of the tools. */
const OFFLINE = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/**
 * Runs a Node program.
 * @returns its standard output
 * @throws with its output when its exit status is not 0
 */
export async function runProgram(file: string, args: string[], cwd = process.cwd()) {
  const env = { ...process.env, ...OFFLINE, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd, env });
  return stdout;
}
