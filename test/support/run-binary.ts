import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface BinaryOptions {
  /** The complete environment of the process, apart from PATH. */
  env?: Readonly<Record<string, string>>;
  /** Standard input. It is never a terminal. */
  input?: string | Uint8Array;
  cwd?: string;
  /** @default the build of this checkout */
  main?: string;
}

export interface BinaryResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the built CLI as a process, like `keyturn ARGS`. */
export function spawnBinary(
  args: readonly string[],
  { env = {}, cwd = tmpdir(), main = MAIN }: BinaryOptions = {},
) {
  const PATH = process.env['PATH'] ?? '';
  return spawn(process.execPath, [main, ...args], { cwd, env: { PATH, ...env } });
}

/** Runs the built CLI as a process until it exits. To run a command from its source: `runCli`. */
export async function runBinary(args: readonly string[], options: BinaryOptions = {}) {
  const child = spawnBinary(args, options);
  // A command that does not read its input may exit before the write.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return untilExit(child);
}

/** @returns the exit status and the output of a process */
export async function untilExit(child: ChildProcess): Promise<BinaryResult> {
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  return { status: await status, stdout, stderr };
}
