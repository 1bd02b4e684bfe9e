import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/postgres.mjs';
import { MAIN } from '../support/server-process.js';
import { ServerLog } from './server-log.js';

/** As RestartSec in deploy/keyturn.service, but for whoever has no time. */
const RESTART_MS = 100;

/** However busy the machine is. */
const BACK_WITHIN_MS = 60_000;

/** Configured wrongly: nobody restarts that. */
const EX_CONFIG = 78;

/** A server that is started again whenever it has ended, as systemd does; by its port it is known. */
export class SupervisedServer {
  /** Of all its processes. */
  readonly log = new ServerLog();
  readonly origin: string;
  private starts = 0;
  private child: ChildProcess | undefined;
  private hasListened = false;
  /** What it was sent last. */
  private signal: NodeJS.Signals | undefined;
  private isPaused = false;
  private hasGivenUp = false;
  private isToEnd = false;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly port: number,
    private readonly variables: Record<string, string>,
    private readonly nodeOptions: readonly string[],
  ) {
    this.origin = `http://127.0.0.1:${port}`;
    this.ended = this.supervise();
  }

  /** Resolves when it can be used. */
  static async start(
    variables: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<SupervisedServer> {
    const server = new SupervisedServer(await freePort(), variables, nodeOptions);
    await server.untilUp();
    return server;
  }

  /**
   * Whatever it does at this moment, starting too; it is started again.
   *
   * @returns whether there was a process
   */
  kill(signal: NodeJS.Signals = 'SIGKILL'): boolean {
    if (!this.isRunning) return false;
    this.signal = signal;
    return this.child?.kill(signal) === true;
  }

  /** Resolves when another process answers in its place. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    const { starts } = this;
    this.kill(signal);
    while (this.starts === starts && !this.hasGivenUp) await setTimeout(20);
    await this.untilUp();
  }

  async untilUp(): Promise<void> {
    const deadline = performance.now() + BACK_WITHIN_MS;
    while (!(await this.answers())) {
      if (performance.now() > deadline) throw new Error('A server did not come back.');
      await setTimeout(20);
    }
  }

  /** Ends it, and does not start it again yet. */
  async pause(): Promise<void> {
    this.isPaused = true;
    this.kill();
    while (this.isRunning) await setTimeout(20);
  }

  resume(): void {
    this.isPaused = false;
  }

  async end(): Promise<void> {
    this.isToEnd = true;
    this.isPaused = false;
    this.kill();
    await this.ended;
  }

  /** Whether it listens. */
  get isUp(): boolean {
    return this.isRunning && this.hasListened;
  }

  private get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  private async answers(): Promise<boolean> {
    if (!this.hasListened) return false;
    const answer = await fetch(`${this.origin}/health/live`).catch(() => undefined);
    return answer?.ok === true;
  }

  private async supervise(): Promise<void> {
    while (!this.isToEnd) {
      const status = await this.run();
      this.judge(status);
      this.hasGivenUp = status === EX_CONFIG;
      if (this.hasGivenUp) return;
      do await setTimeout(RESTART_MS);
      while (this.isPaused);
    }
  }

  /** @returns with what it ended: a status or a signal */
  private async run(): Promise<number | string> {
    this.starts++;
    [this.hasListened, this.signal] = [false, undefined];
    const args = [...this.nodeOptions, MAIN, 'serve', '--json'];
    const env = { ...process.env, ...this.variables, PORT: String(this.port) };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    createInterface(child.stdout).on('line', (line) => this.hear(line));
    return new Promise((resolve) => {
      child.once('exit', (status, signal) => resolve(status ?? String(signal)));
    });
  }

  private hear(line: string): void {
    this.hasListened ||= line.includes('Listening on ');
    this.log.read(line);
  }

  /** A start may fail, where the database is away; but whoever runs, runs until it is told. */
  private judge(status: number | string): void {
    const isRight = this.hasListened
      ? this.signal === 'SIGKILL' || (this.signal === 'SIGTERM' && status === 0)
      : status !== EX_CONFIG;
    if (!isRight) this.log.violations.push(`a server ended with ${status} after ${this.signal}`);
  }
}
