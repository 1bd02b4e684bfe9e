import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a Node program.
 * @param variables added to those of this process
 * @returns its standard output
 * @throws with its output when its exit status is not 0
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  cwd = process.cwd(),
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...process.env, ...variables, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd, env });
  return stdout;
}
