import { fileURLToPath } from 'node:url';
import { runProgram } from '../../test/support/run-program.js';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Turns off telemetry and update checks. */
const OFFLINE = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** A file of a package that is installed in `verification/`. */
export const tool = (path: string): string => `${MODULES}/${path}`;

/**
 * Runs a program of a package that is installed in `verification/`.
 * @returns its standard output
 * @throws with its output when its exit status is not 0
 */
export const runTool = (path: string, args: readonly string[], cwd?: string): Promise<string> =>
  runProgram(tool(path), args, cwd, OFFLINE);
