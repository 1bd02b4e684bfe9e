import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { HttpClient } from './http-client.js';

export const MAIN = 'dist/main.js';

/** Runs a command of the built command line. @throws when it does not end with status 0 */
export async function keyturn(
  args: string[],
  variables: Record<string, string>,
  input = '',
): Promise<void> {
  const env = { ...process.env, ...variables };
  const running = promisify(execFile)(process.execPath, [MAIN, ...args], { env });
  running.child.stdin?.end(input);
  await running;
}

/** The built service as a process of its own. */
export class ServerProcess extends HttpClient {
  private constructor(
    url: string,
    private readonly child: ChildProcess,
  ) {
    super(url);
  }

  /**
   * @param hear is told everything that the process writes; undefined: its errors are shown
   * @throws when the process ends before it listens
   */
  static async start(
    variables: Record<string, string>,
    args = [MAIN, 'serve', '--json'],
    hear?: (text: string) => void,
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', hear === undefined ? 'inherit' : 'pipe'],
    }) as ChildProcess & { stdout: Readable };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => hear?.(bytes.toString()));
    }
    for await (const line of createInterface(child.stdout)) {
      const url = /Listening on (http:\S+)\/api\//.exec(line)?.[1];
      if (url === undefined) continue;
      child.stdout.resume();
      return new ServerProcess(url, child);
    }
    throw new Error(`The service ended with ${child.exitCode} before it listened.`);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Whether the process has not ended. */
  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What ended the process, when it did not end by itself. */
  get signal(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.isAlive) {
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }
}
