import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

type CliVariables = Readonly<Record<string, string>>;

interface CliOptions {
  /** All that the process has but PATH: nothing of who runs the tests reaches it. */
  env?: CliVariables;
  /** Standard input, which is never a terminal. */
  input?: string | Uint8Array;
  cwd?: string;
  /** Another copy of it than the one that is built here. */
  main?: string;
}

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The built command line as a process of its own, as `keyturn ARGS` is. */
export function spawnCli(
  args: readonly string[],
  { env = {}, cwd = tmpdir(), main = MAIN }: CliOptions = {},
) {
  const PATH = process.env['PATH'] ?? '';
  return spawn(process.execPath, [main, ...args], { cwd, env: { PATH, ...env } });
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}) {
  const child = spawnCli(args, options);
  // A command that reads nothing is gone before it is written to.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return ended(child);
}

/** @returns what a process said until it ended */
async function ended(child: ChildProcess): Promise<CliResult> {
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return { status: await status, stdout, stderr };
}
