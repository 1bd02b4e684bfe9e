import type { LoggerService } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StartMessage } from './worker-message.js';
import type { WorkerPool } from './worker-pool.js';
import type { WorkerEnd } from './worker-process.js';

const KILLED: WorkerEnd = { status: null, signal: 'SIGKILL' };
const STOPPED: WorkerEnd = { status: 0, signal: null };

/** The actions of the pool, in order. */
let steps: string[];
let workers: FakeWorker[];
let failsToStart: boolean;

/** A worker that listens as soon as it is created, and ends as soon as it is stopped. */
class FakeWorker {
  readonly pid: number;
  readonly metrics = [];
  listeningSince: number | undefined;
  readonly listening: Promise<object>;
  readonly ended: Promise<WorkerEnd>;
  end: (end: WorkerEnd) => void = () => undefined;

  constructor({ isFirst, variables }: StartMessage) {
    workers.push(this);
    this.pid = workers.length;
    this.ended = new Promise((resolve) => (this.end = resolve));
    steps.push(`start ${this.pid} ${variables['NAME']}${isFirst ? ' first' : ''}`);
    this.listening = failsToStart ? this.fail() : this.listen();
    this.listening.catch(() => undefined);
  }

  stop(isReplaced: boolean): Promise<WorkerEnd> {
    steps.push(`${isReplaced ? 'replace' : 'stop'} ${this.pid}`);
    this.end(STOPPED);
    return this.ended;
  }

  private listen() {
    this.listeningSince = performance.now();
    return Promise.resolve({ apiUrl: 'http://localhost/api/', firstUser: undefined });
  }

  private fail() {
    this.end({ status: 1, signal: null });
    return Promise.reject(new Error('could not start'));
  }
}

jest.unstable_mockModule('./worker-process.js', () => ({
  WorkerProcess: FakeWorker,
  describeEnd: () => 'by SIGKILL',
}));

const settings = { workers: 3, threads: 2, killAfterMs: 1_000, isTTY: false };
const log = { error: () => undefined } as unknown as LoggerService;

async function startPool(): Promise<WorkerPool> {
  const module = await import('./worker-pool.js');
  const pool = new module.WorkerPool({ NAME: 'old' }, settings, log);
  await pool.startFirst();
  await pool.startOthers();
  return pool;
}

/** Waits until the pool has handled all events, and runs its timers until `ms` have passed. */
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers();
  [steps, workers, failsToStart] = [[], [], false];
});
afterEach(() => void jest.useRealTimers());

describe('WorkerPool', () => {
  it('starts one worker that prepares the database before all others', async () => {
    await startPool();
    expect(steps).toEqual(['start 1 old first', 'start 2 old', 'start 3 old']);
  });

  it('restarts one worker after the other, each new one before it stops the old one', async () => {
    const pool = await startPool();
    steps = [];
    await pool.restart({ NAME: 'new' });
    expect(steps).toEqual([
      ...['start 4 new', 'replace 1'],
      ...['start 5 new', 'replace 2'],
      ...['start 6 new', 'replace 3'],
    ]);
  });

  it('keeps the old workers and their variables when a new one cannot start', async () => {
    const pool = await startPool();
    [steps, failsToStart] = [[], true];
    await expect(pool.restart({ NAME: 'new' })).rejects.toThrow('could not start');
    failsToStart = false;
    workers[1]!.end(KILLED);
    await pass(1_000);
    expect(steps).toEqual(['start 4 new', 'start 5 old']);
  });

  it('replaces a crashed worker with its own variables after a restart that stopped halfway', async () => {
    const pool = await startPool();
    const create = jest.spyOn(steps, 'push');
    create.mockImplementation((step) => {
      failsToStart ||= step === 'replace 1';
      return Array.prototype.push.call(steps, step);
    });
    await expect(pool.restart({ NAME: 'new' })).rejects.toThrow('could not start');
    create.mockRestore();
    [steps, failsToStart] = [[], false];
    workers[3]!.end(KILLED);
    await pass(1_000);
    expect(steps).toEqual(['start 6 new']);
  });

  it('reports a restart that a stop has interrupted', async () => {
    const pool = await startPool();
    const restarted = pool.restart({ NAME: 'new' });
    await pool.stop();
    expect(await restarted).toBe(false);
  });

  it('replaces a worker that has ended, after a pause', async () => {
    await startPool();
    steps = [];
    workers[1]!.end(KILLED);
    await pass(0);
    expect(steps).toEqual([]);
    await pass(200);
    expect(steps).toEqual(['start 4 old']);
  });

  it('keeps trying while one worker listens', async () => {
    const pool = await startPool();
    pool.onAllFailed = () => steps.push('all failed');
    failsToStart = true;
    workers[1]!.end(KILLED);
    await pass(600_000);
    expect(workers.length).toBeGreaterThan(20);
    expect(steps).not.toContain('all failed');
  });

  it('reports that the workers keep failing when none listens', async () => {
    const pool = await startPool();
    pool.onAllFailed = () => steps.push('all failed');
    failsToStart = true;
    for (const worker of workers) worker.end(KILLED);
    await pass(60_000);
    expect(steps).toContain('all failed');
  });

  it('stops every worker, and replaces none', async () => {
    const pool = await startPool();
    workers[1]!.end(KILLED);
    await pass(0);
    steps = [];
    expect(await pool.stop()).toEqual([STOPPED, STOPPED]);
    await pass(60_000);
    expect(steps).toEqual(['stop 1', 'stop 3']);
  });
});
