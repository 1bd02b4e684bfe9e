import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../test/support/postgres.mjs';
import { MAIN } from '../../test/support/run-binary.js';
import { TIME_LIMIT_MS, until } from './time-limit.js';
import { ServerLog } from './server-log.js';

/** Like RestartSec in deploy/keyturn.service, but shorter. */
const RESTART_MS = 100;

/** The time limit of a health check, which is then repeated. */
const HEALTH_CHECK_TIMEOUT_MS = 5_000;

/** The exit status of an invalid configuration, after which a supervisor does not restart. */
const EX_CONFIG = 78;

/** The public interface of a server. */
export type Server = Pick<SupervisedServer, keyof SupervisedServer>;

/** A server on a fixed port that is restarted whenever it has ended, as by systemd. */
export class SupervisedServer {
  /** The log of all its processes. */
  readonly log = new ServerLog();
  /** The number of SIGTERMs after which it ended with status 0. */
  stops = 0;
  readonly origin: string;
  private starts = 0;
  private child: ChildProcess | undefined;
  private hasListened = false;
  /** The last signal that it was sent. */
  private signal: NodeJS.Signals | undefined;
  private isPaused = false;
  private isStopping = false;
  private readonly ended: Promise<void>;

  private constructor(
    private readonly port: number,
    private readonly variables: Record<string, string>,
    private readonly nodeOptions: readonly string[],
  ) {
    this.origin = `http://127.0.0.1:${port}`;
    this.ended = this.supervise();
  }

  /** Resolves when the supervisor runs. The server may not be up yet. */
  static async start(
    variables: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<SupervisedServer> {
    return new SupervisedServer(await freePort(), variables, nodeOptions);
  }

  /**
   * Kills the process in any state. The supervisor restarts it.
   *
   * @returns whether there was a process
   */
  kill(signal: NodeJS.Signals = 'SIGKILL'): boolean {
    if (!this.isRunning) return false;
    this.signal = signal;
    return this.child?.kill(signal) === true;
  }

  /** Sends a signal, and resolves when the next process responds. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    const { starts } = this;
    this.kill(signal);
    await until('the next process has started', () => this.starts > starts);
    await this.waitUntilUp();
  }

  waitUntilUp(timeoutMs = TIME_LIMIT_MS): Promise<void> {
    return until('every server is up', () => this.isHealthy(), timeoutMs);
  }

  /** Kills the process, and pauses the supervisor. */
  async pause(): Promise<void> {
    this.isPaused = true;
    this.kill();
    await until('the killed server has ended', () => !this.isRunning);
  }

  resume(): void {
    this.isPaused = false;
  }

  async end(): Promise<void> {
    this.isStopping = true;
    this.isPaused = false;
    this.kill();
    await this.ended;
  }

  /** Whether it accepts connections. */
  get isUp(): boolean {
    return this.isRunning && this.hasListened;
  }

  private get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  private async isHealthy(): Promise<boolean> {
    if (!this.hasListened) return false;
    const signal = AbortSignal.timeout(HEALTH_CHECK_TIMEOUT_MS);
    const response = await fetch(`${this.origin}/health/live`, { signal }).catch(() => undefined);
    return response?.ok === true;
  }

  private async supervise(): Promise<void> {
    while (!this.isStopping) {
      const status = await this.run();
      this.check(status);
      if (status === EX_CONFIG) return;
      do await setTimeout(RESTART_MS);
      while (this.isPaused);
    }
  }

  /** @returns the exit status or signal, after all output has been read */
  private async run(): Promise<number | string> {
    this.starts++;
    [this.hasListened, this.signal] = [false, undefined];
    const args = [...this.nodeOptions, MAIN, 'serve', '--json'];
    const env = { ...process.env, ...this.variables, PORT: String(this.port) };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    createInterface(child.stdout).on('line', (line) => this.readLine(line));
    return new Promise((resolve) => {
      child.once('close', (status, signal) => resolve(status ?? String(signal)));
    });
  }

  private readLine(line: string): void {
    this.hasListened ||= line.includes('Listening on ');
    this.log.read(line);
  }

  /** A start may fail while the database is unavailable. A running server must not end without a signal. */
  private check(status: number | string): void {
    const hasStopped = this.signal === 'SIGTERM' && status === 0;
    if (hasStopped) this.stops++;
    const isRight = this.hasListened
      ? this.signal === 'SIGKILL' || hasStopped
      : status !== EX_CONFIG;
    if (!isRight) this.log.violations.push(`a server ended with ${status} after ${this.signal}`);
  }
}
