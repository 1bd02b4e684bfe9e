import type { LoggerService } from '@nestjs/common';
import type { Listening } from '../bootstrap/announce.js';
import type { Variables } from '../configuration/variable.js';
import type { MetricSnapshot } from '../metrics/metrics.js';
import { failuresAfter, haveAllFailed, restartDelayMs } from './restart-policy.js';
import { describeEnd, type WorkerEnd, WorkerProcess } from './worker-process.js';

interface PoolSettings {
  workers: number;
  /** Size of the thread pool of each worker. */
  threads: number;
  /** When a stopping worker is killed. */
  killAfterMs: number;
  isTTY: boolean;
}

/** The place of one worker, which is replaced when it ends. */
interface Slot {
  current: WorkerProcess | undefined;
  /** Those of its worker, which its next worker gets after a crash. */
  variables: Variables;
  /** Failures in a row. */
  failures: number;
  restarting?: NodeJS.Timeout;
}

const CONTEXT = 'Workers';

/** Starts the workers, replaces those that end, and stops them. */
export class WorkerPool {
  /** Receives the last metrics of each worker that has ended. */
  onEnd: ((metrics: MetricSnapshot) => void) | undefined;
  /** Called when no worker listens, and new ones keep failing. */
  onAllFailed: (() => void) | undefined;
  private readonly slots: readonly Slot[];
  /** All running processes, also those that are starting or stopping. */
  private readonly processes = new Set<WorkerProcess>();
  private isStarted = false;
  private isStopping = false;

  constructor(
    variables: Variables,
    private readonly settings: PoolSettings,
    private readonly log: LoggerService,
  ) {
    const create = (): Slot => ({ current: undefined, variables, failures: 0 });
    this.slots = Array.from({ length: settings.workers }, create);
  }

  /** Starts one worker, which prepares the tables and the users. @throws {WorkerStartError} */
  startFirst(): Promise<Listening> {
    return this.fill(this.slots[0]!, true).listening;
  }

  /** @throws {WorkerStartError} */
  async startOthers(): Promise<void> {
    await Promise.all(this.slots.slice(1).map((slot) => this.fill(slot).listening));
    this.isStarted = true;
  }

  /** Requests the metrics of all workers that listen. */
  collect(): Promise<MetricSnapshot[]> {
    const listening = [...this.processes].filter(isListening);
    return Promise.all(listening.map((worker) => worker.collect()));
  }

  /**
   * Replaces one worker after the other. Stops at the first new worker that cannot start.
   *
   * @returns whether all were replaced: not if the pool was stopped meanwhile
   * @throws {WorkerStartError}
   */
  async restart(variables: Variables): Promise<boolean> {
    for (const slot of this.slots) {
      if (!this.isStopping) await this.replace(slot, variables);
    }
    return !this.isStopping;
  }

  /** @returns how each worker has ended */
  stop(): Promise<WorkerEnd[]> {
    this.isStopping = true;
    for (const { restarting } of this.slots) clearTimeout(restarting);
    const { killAfterMs } = this.settings;
    return Promise.all([...this.processes].map((worker) => worker.stop(false, killAfterMs)));
  }

  private fill(slot: Slot, isFirst = false): WorkerProcess {
    slot.current = this.create(slot, slot.variables, isFirst);
    return slot.current;
  }

  /** The old worker keeps its place until the new one listens. */
  private async replace(slot: Slot, variables: Variables): Promise<void> {
    const next = this.create(slot, variables);
    await next.listening;
    clearTimeout(slot.restarting);
    const old = slot.current;
    slot.current = next;
    slot.variables = variables;
    await old?.stop(true, this.settings.killAfterMs);
  }

  private create(slot: Slot, variables: Variables, isFirst = false): WorkerProcess {
    const { isTTY, threads } = this.settings;
    const worker = new WorkerProcess({ type: 'start', variables, isFirst, isTTY }, threads);
    this.processes.add(worker);
    void worker.ended.then((end) => this.handleEnd(slot, worker, end));
    return worker;
  }

  private handleEnd(slot: Slot, worker: WorkerProcess, end: WorkerEnd): void {
    this.processes.delete(worker);
    this.onEnd?.(worker.metrics);
    const wasStarting = !this.isStarted && !isListening(worker);
    if (this.isStopping || slot.current !== worker || wasStarting) return;
    slot.current = undefined;
    slot.failures = failuresAfter(slot.failures, ranMsOf(worker));
    if (haveAllFailed(this.slots.map(stateOf))) return this.onAllFailed?.();
    const delayMs = restartDelayMs(slot.failures);
    const ending = `Worker ${worker.pid} ended unexpectedly ${describeEnd(end)}.`;
    this.log.error(`${ending} A new one starts in ${Math.round(delayMs)} ms.`, CONTEXT);
    slot.restarting = setTimeout(() => this.fill(slot), delayMs);
  }
}

const isListening = ({ listeningSince }: WorkerProcess): boolean => listeningSince !== undefined;

const ranMsOf = ({ listeningSince }: WorkerProcess): number =>
  listeningSince === undefined ? 0 : performance.now() - listeningSince;

const stateOf = ({ failures, current }: Slot) => ({
  failures,
  isListening: current !== undefined && isListening(current),
});
