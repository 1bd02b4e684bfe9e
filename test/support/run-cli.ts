import { realpathSync } from 'node:fs';
import { run } from '../../src/cli/run.js';
import { type IoOptions, TestIo } from './command-io.js';

export interface CliResult {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command from its source in this process. To run the built CLI as a process: `runBinary`.
 *
 * @param command `user list`, or a list of arguments, which may contain spaces
 */
export async function runCli(
  command: string | readonly string[],
  options: IoOptions = {},
): Promise<CliResult> {
  const args = typeof command === 'string' ? command.split(' ') : command;
  const io = new TestIo(options);
  const status = await inFolder(io.cwd(), () => run(args, io));
  return { status, stdout: io.stdout.text, stderr: io.stderr.text };
}

/**
 * Prepares a test with a command, which takes a fifth of the time of a process.
 *
 * @returns its output
 * @throws with its errors when its exit status is not 0
 */
export async function keyturn(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<string> {
  const { status, stdout, stderr } = await runCli(args, { env, input });
  if (status !== 0) throw new Error(`keyturn ${args.join(' ')}: status ${status}\n${stderr}`);
  return stdout;
}

/** The output of a command with `--json`. */
export const jsonOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

const HOME = process.cwd();
let running = 0;

/** Changes the working directory of this process, because paths in variables are relative to it. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (running > 0 && process.cwd() !== realpathSync(folder)) {
    throw new Error('Two commands run at the same time in different folders.');
  }
  process.chdir(folder);
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) process.chdir(HOME);
  }
}
