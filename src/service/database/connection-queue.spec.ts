import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { ConnectionQueue, type ConnectionSource, type Receiver } from './connection-queue.js';

const LIMITS = { busyMs: 2_000, silentMs: 700 };

/** A pool whose connections the test opens. */
class ScriptedPool implements ConnectionSource {
  readonly max = 10;
  idleCount = 0;
  totalCount = 0;
  readonly opening: Receiver[] = [];
  queue!: ConnectionQueue;

  connect(receive: Receiver): void {
    if (this.idleCount === 0) {
      this.totalCount++;
      this.opening.push(receive);
      return;
    }
    process.nextTick(() => {
      this.idleCount--;
      receive(undefined, this.client());
    });
  }

  opened(): void {
    this.opening.shift()!(undefined, this.client());
  }

  refused(message: string): void {
    this.totalCount--;
    this.opening.shift()!(new Error(message));
  }

  private client(): PoolClient {
    const release = () => {
      this.idleCount++;
      this.queue.noteResponse();
      this.queue.serve();
    };
    return { release } as unknown as PoolClient;
  }
}

describe('ConnectionQueue', () => {
  let pool: ScriptedPool;
  let queue: ConnectionQueue;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    pool = new ScriptedPool();
    queue = new ConnectionQueue(pool, LIMITS);
    pool.queue = queue;
  });
  afterEach(() => void jest.useRealTimers());

  const ticks = () => new Promise((resolve) => setImmediate(resolve));

  const wait = (isFirst = false) => {
    const outcome: { client?: PoolClient | undefined; reason?: string } = {};
    queue.wait((error, client) => {
      outcome.client = client;
      if (error !== undefined) outcome.reason = error.message;
    }, isFirst);
    return outcome;
  };

  /** Opens a connection and keeps it in use. */
  const used = (): PoolClient => {
    const outcome = wait();
    pool.opened();
    return outcome.client!;
  };

  it('gives a waiting statement the first free connection, not the one opened for it', async () => {
    const client = used();
    const outcome = wait();
    expect(pool.opening).toHaveLength(1);
    client.release();
    await ticks();
    expect(outcome.client).toBeDefined();
    pool.opened();
    expect(pool.idleCount).toBe(1);
    expect(queue.length).toBe(0);
  });

  it('opens at most three connections at a time', async () => {
    const outcomes = Array.from({ length: 64 }, () => wait());
    for (let open = 0; open < pool.max; open++) {
      expect(pool.opening).toHaveLength(Math.min(3, pool.max - open));
      pool.opened();
    }
    expect(pool.totalCount).toBe(pool.max);
    for (const outcome of outcomes) {
      while (outcome.client === undefined) await ticks();
      outcome.client.release();
      await ticks();
    }
    expect(pool.idleCount).toBe(pool.max);
  });

  it('rejects a statement after 700 ms without a response from the database', () => {
    used();
    jest.advanceTimersByTime(60_000);
    const outcome = wait();
    jest.advanceTimersByTime(699);
    expect(outcome).toEqual({});
    jest.advanceTimersByTime(1);
    expect(outcome.reason).toMatch(/^timeout exceeded when trying to connect: .* for 700 ms$/);
    expect(queue.length).toBe(0);
  });

  it('rejects a statement after two seconds when the database responds to others', () => {
    used();
    const outcome = wait();
    for (let passedMs = 0; passedMs < 1_900; passedMs += 100) {
      jest.advanceTimersByTime(100);
      queue.noteResponse();
    }
    expect(outcome).toEqual({});
    jest.advanceTimersByTime(100);
    expect(outcome.reason).toMatch(/ for 2000 ms$/);
  });

  it('applies no limit until the first connection is open', () => {
    const outcome = wait();
    jest.advanceTimersByTime(2_900);
    expect(outcome).toEqual({});
    pool.opened();
    expect(outcome.client).toBeDefined();
  });

  it('rejects all statements when no connection is open and none can be opened', () => {
    const outcomes = [wait(), wait()];
    pool.refused('connect ECONNREFUSED');
    expect(outcomes).toEqual([{}, {}]);
    pool.refused('connect ECONNREFUSED');
    expect(outcomes.map(({ reason }) => reason)).toEqual([
      'connect ECONNREFUSED',
      'connect ECONNREFUSED',
    ]);
  });

  it('keeps a statement waiting when a new connection fails but others are open', async () => {
    const client = used();
    const outcome = wait();
    pool.refused('sorry, too many clients already');
    expect(outcome).toEqual({});
    client.release();
    await ticks();
    expect(outcome.client).toBeDefined();
  });

  it('serves a check of the database before waiting statements', async () => {
    const clients = Array.from({ length: 10 }, used);
    const [statement, check] = [wait(), wait(true)];
    clients[0]!.release();
    await ticks();
    expect([statement.client, check.client]).toEqual([undefined, expect.anything()]);
  });
});
