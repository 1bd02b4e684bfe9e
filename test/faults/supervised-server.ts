import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/postgres.mjs';
import { MAIN } from '../support/server-process.js';
import { PATIENCE_MS, until } from './time-limit.js';
import { ServerLog } from './server-log.js';

/** As RestartSec in deploy/keyturn.service, but for whoever has no time. */
const RESTART_MS = 100;

/** Then it is asked again. */
const ANSWERS_WITHIN_MS = 5_000;

/** Configured wrongly: nobody restarts that. */
const EX_CONFIG = 78;

/** What of a server others use. */
export type Server = Pick<SupervisedServer, keyof SupervisedServer>;

/** A server that is started again whenever it has ended, as systemd does; by its port it is known. */
export class SupervisedServer {
  /** Of all its processes. */
  readonly log = new ServerLog();
  /** How often it was told to stop, and did: with status 0. */
  stops = 0;
  readonly origin: string;
  private starts = 0;
  private child: ChildProcess | undefined;
  private hasListened = false;
  /** What it was sent last. */
  private signal: NodeJS.Signals | undefined;
  private isPaused = false;
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

  /** Resolves when somebody looks after it: it need not be up yet. */
  static async start(
    variables: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<SupervisedServer> {
    return new SupervisedServer(await freePort(), variables, nodeOptions);
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
    await until('another process in its place', () => this.starts > starts);
    await this.untilUp();
  }

  untilUp(timeoutMs = PATIENCE_MS): Promise<void> {
    return until('every server is up', () => this.responses(), timeoutMs);
  }

  /** Ends it, and does not start it again yet. */
  async pause(): Promise<void> {
    this.isPaused = true;
    this.kill();
    await until('a server that is killed ends', () => !this.isRunning);
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

  private async responses(): Promise<boolean> {
    if (!this.hasListened) return false;
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const response = await fetch(`${this.origin}/health/live`, { signal }).catch(() => undefined);
    return response?.ok === true;
  }

  private async supervise(): Promise<void> {
    while (!this.isToEnd) {
      const status = await this.run();
      this.check(status);
      if (status === EX_CONFIG) return;
      do await setTimeout(RESTART_MS);
      while (this.isPaused);
    }
  }

  /** @returns with what it ended, a status or a signal, when all that it wrote has been read */
  private async run(): Promise<number | string> {
    this.starts++;
    [this.hasListened, this.signal] = [false, undefined];
    const args = [...this.nodeOptions, MAIN, 'serve', '--json'];
    const env = { ...process.env, ...this.variables, PORT: String(this.port) };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    createInterface(child.stdout).on('line', (line) => this.hear(line));
    return new Promise((resolve) => {
      child.once('close', (status, signal) => resolve(status ?? String(signal)));
    });
  }

  private hear(line: string): void {
    this.hasListened ||= line.includes('Listening on ');
    this.log.read(line);
  }

  /** A start may fail, where the database is away; but whoever runs, runs until it is told. */
  private check(status: number | string): void {
    const hasStopped = this.signal === 'SIGTERM' && status === 0;
    if (hasStopped) this.stops++;
    const isRight = this.hasListened
      ? this.signal === 'SIGKILL' || hasStopped
      : status !== EX_CONFIG;
    if (!isRight) this.log.violations.push(`a server ended with ${status} after ${this.signal}`);
  }
}
