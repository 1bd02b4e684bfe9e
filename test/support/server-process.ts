import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ApiClient } from './api-client.js';
import { MAIN } from './run-binary.js';

/** The built service as a separate process. */
export class ServerProcess extends ApiClient {
  private constructor(
    url: string,
    private readonly child: ChildProcess,
    private readonly written: readonly string[],
  ) {
    super(url);
  }

  /** @throws with its output when the process exits before it listens */
  static async start(
    variables: Readonly<Record<string, string>>,
    args: readonly string[] = [MAIN, 'serve', '--json'],
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written: string[] = [];
    const keep = (bytes: Buffer) => void written.push(bytes.toString());
    for (const stream of [child.stdout, child.stderr]) stream.on('data', keep);
    const url = await listeningUrl(child.stdout);
    if (url !== undefined) return new ServerProcess(url, child, written);
    throw new Error(`The service ended before it listened:\n${written.join('')}`);
  }

  /** The standard output and standard error so far. */
  get output(): string {
    return this.written.join('');
  }

  /** The address of the metrics, without the path. Empty without METRICS_PORT. */
  get metricsOrigin(): string {
    return /Metrics at (http:\S+)\/metrics/.exec(this.output)?.[1] ?? '';
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

  /** @returns the exit status, or null when a signal terminated the process */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const exited = new Promise((resolve) => this.child.once('close', resolve));
    if (this.isAlive) {
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}

async function listeningUrl(stdout: Readable): Promise<string | undefined> {
  for await (const line of createInterface(stdout)) {
    const url = /Listening on (https?:\S+)\/api\//.exec(line)?.[1];
    if (url === undefined) continue;
    stdout.resume();
    return url;
  }
  return undefined;
}
