import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { HttpClient } from './http-client.js';
import { MAIN } from './run-binary.js';

export { MAIN };

/** Runs a command of the built CLI. @throws when its exit status is not 0 */
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

/** The built service as a separate process. */
export class ServerProcess extends HttpClient {
  private constructor(
    url: string,
    private readonly child: ChildProcess,
  ) {
    super(url);
  }

  /**
   * @param onOutput gets all output of the process; undefined: errors go to the terminal
   * @throws when the process exits before it listens
   */
  static async start(
    variables: Record<string, string>,
    args = [MAIN, 'serve', '--json'],
    onOutput?: (text: string) => void,
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', onOutput === undefined ? 'inherit' : 'pipe'],
    }) as ChildProcess & { stdout: Readable };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => onOutput?.(bytes.toString()));
    }
    for await (const line of createInterface(child.stdout)) {
      const url = /Listening on (http:\S+)\/api\//.exec(line)?.[1];
      if (url === undefined) continue;
      child.stdout.resume();
      return new ServerProcess(url, child);
    }
    throw new Error(`The service exited with status ${child.exitCode} before it listened.`);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Whether the process is running. */
  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The signal that terminated the process, or null. */
  get signal(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.isAlive) {
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}
