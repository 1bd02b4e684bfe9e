import cluster, { type Worker } from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { Listening } from '../bootstrap/announce.js';
import type { MetricSnapshot } from '../metrics/metrics.js';
import {
  type FromWorker,
  type StartMessage,
  type ToWorker,
  WORKER_VARIABLE,
} from './worker-message.js';

/** How a worker ended. */
export interface WorkerEnd {
  /** Null after a signal. */
  status: number | null;
  signal: NodeJS.Signals | null;
}

/** A worker has ended before it listened. It has printed the reason, unless it was killed. */
class WorkerStartError extends OperationalError {
  override readonly name = 'WorkerStartError';

  constructor(
    pid: number,
    end: WorkerEnd,
    readonly exitStatus = end.status === null ? 1 : end.status || 1,
  ) {
    super(`Worker ${pid} could not start: it ended ${describeEnd(end)}.`);
  }
}

export const describeEnd = ({ status, signal }: WorkerEnd): string =>
  signal === null ? `with status ${status}` : `by ${signal}`;

/** How long a scrape waits for a busy worker, before it uses the previous metrics. */
const METRICS_TIMEOUT_MS = 2_000;

/** Controls a worker from the primary process. */
export class WorkerProcess {
  readonly pid: number;
  /** Rejects with a {@link WorkerStartError}. */
  readonly listening: Promise<Listening>;
  readonly ended: Promise<WorkerEnd>;
  /** Milliseconds of the monotonic clock; undefined until it listens. */
  listeningSince: number | undefined;
  /** Of the last scrape, or of the end. */
  metrics: MetricSnapshot = [];
  private readonly worker: Worker;
  private isReady = false;
  /** Sent when the worker receives messages. */
  private readonly waiting: ToWorker[] = [];
  /** Emits each message of the worker as an event of its type. */
  private readonly messages = new EventEmitter();

  /** @param threads size of its thread pool */
  constructor(start: StartMessage, threads: number) {
    this.worker = cluster.fork({ [WORKER_VARIABLE]: '1', UV_THREADPOOL_SIZE: String(threads) });
    this.pid = this.worker.process.pid ?? 0;
    this.worker.on('message', (message: FromWorker) => this.messages.emit(message.type, message));
    // A message cannot be sent to a worker that has just ended.
    this.worker.on('error', () => undefined);
    this.ended = this.untilEnded();
    this.listening = this.untilListening(start);
    this.listening.catch(() => undefined);
    this.onMessage('metrics', ({ metrics }) => void (this.metrics = metrics));
  }

  /** Requests new metrics of a worker that listens. @returns the previous ones if it is busy */
  async collect(): Promise<MetricSnapshot> {
    const done = new AbortController();
    const { signal } = done;
    const collected = once(this.messages, 'metrics', { signal });
    this.send({ type: 'collect' });
    const timeout = wait(METRICS_TIMEOUT_MS, undefined, { signal });
    await Promise.race([collected, this.ended, timeout]).finally(() => done.abort());
    return this.metrics;
  }

  /**
   * Stops the worker after its pending requests.
   *
   * @param killAfterMs when a worker is killed that does not respond
   */
  async stop(isReplaced: boolean, killAfterMs: number): Promise<WorkerEnd> {
    this.send({ type: 'stop', isReplaced });
    const killing = setTimeout(() => this.worker.process.kill('SIGKILL'), killAfterMs);
    return this.ended.finally(() => clearTimeout(killing));
  }

  /** The channel is closed after the last message. */
  private async untilEnded(): Promise<WorkerEnd> {
    const [[status, signal]] = (await Promise.all([
      once(this.worker, 'exit'),
      once(this.worker, 'disconnect'),
    ])) as [[number | null, NodeJS.Signals | null], unknown];
    return { status, signal };
  }

  private async untilListening(start: StartMessage): Promise<Listening> {
    this.onMessage('ready', () => this.sendWaiting(start));
    const listening = new Promise<Listening>((resolve) => this.onMessage('listening', resolve));
    const failed = this.ended.then((end): never => {
      throw new WorkerStartError(this.pid, end);
    });
    const { apiUrl, firstUser } = await Promise.race([listening, failed]);
    this.listeningSince = performance.now();
    return { apiUrl, firstUser };
  }

  private sendWaiting(start: StartMessage): void {
    this.isReady = true;
    for (const message of [start, ...this.waiting]) this.send(message);
  }

  /** Node would lose a message that arrives before the worker listens for messages. */
  private send(message: ToWorker): void {
    if (!this.isReady) this.waiting.push(message);
    else if (this.worker.isConnected()) this.worker.send(message);
  }

  private onMessage<T extends FromWorker['type']>(
    type: T,
    listener: (message: Extract<FromWorker, { type: T }>) => void,
  ): void {
    this.messages.on(type, listener);
  }
}
