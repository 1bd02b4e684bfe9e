import type { Pool, PoolClient, PoolConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../../auth/persistence/typeorm-driver.js';
import { ConnectionQueue, type Receiver } from './connection-queue.js';
import type { WaitLimits } from './connection-wait.js';

/** Method that takes a connection before all waiting statements. */
const CONNECT_FIRST = Symbol('CONNECT_FIRST');
const WARM = Symbol('WARM');

interface ServicePool extends Pool {
  [CONNECT_FIRST](): Promise<PoolClient>;
  [WARM](): Promise<void>;
}

type PoolClass = new (config?: PoolConfig) => Pool;

/** The part of the driver that is used. */
export interface Driver {
  Pool: PoolClass;
}

type DriverCallback = Parameters<Pool['connect']>[0];

/**
 * Creates a pool class that waits longer for a busy pool than for an unavailable database. The pool
 * of the driver has one timeout for both, and opens a connection for each waiting statement.
 *
 * @param pg the driver, which is loaded only where it is needed
 */
export function servicePoolOf({ Pool }: Driver, limits: WaitLimits): PoolClass {
  return class extends Pool implements ServicePool {
    readonly queue = new ConnectionQueue(this.source(), limits);

    constructor(config?: PoolConfig) {
      super(config);
      Object.defineProperty(this, 'waitingCount', { get: () => this.queue.length });
      // TypeORM and the warm-up listen for errors only after a connection was handed to them. A lost
      // connection rejects its query, and the pool drops it when it is released.
      this.on('connect', (client) => client.on('error', () => undefined));
      this.on('release', (error: unknown) => {
        if (!error) this.queue.noteResponse();
        // The connection becomes idle after this event.
        queueMicrotask(() => this.queue.serve());
      });
      this.on('remove', () => this.queue.serve());
    }

    override connect(): Promise<PoolClient>;
    override connect(callback: DriverCallback): void;
    override connect(callback?: DriverCallback): Promise<PoolClient> | void {
      if (callback === undefined) return this.wait(false);
      const receive: Receiver = (error, client) =>
        callback(error, client, (reason?: Error | boolean) => client?.release(reason));
      this.receive(receive, false);
    }

    override end(): Promise<void>;
    override end(callback: () => void): void;
    override end(callback?: () => void): Promise<void> | void {
      this.queue.fail(endedError());
      return callback === undefined ? super.end() : super.end(callback);
    }

    [CONNECT_FIRST](): Promise<PoolClient> {
      return this.wait(true);
    }

    /** Opens connections one by one. Ignores failures, because statements open connections too. */
    async [WARM](): Promise<void> {
      const clients: PoolClient[] = [];
      try {
        while (clients.length < (this.options.min ?? 0)) clients.push(await super.connect());
      } catch {
        // The data source has already opened the first connection.
      } finally {
        clients.forEach((client) => client.release());
      }
    }

    private wait(isFirst: boolean): Promise<PoolClient> {
      return new Promise((resolve, reject) => {
        this.receive((error, client) => (client ? resolve(client) : reject(error!)), isFirst);
      });
    }

    private receive(receiver: Receiver, isFirst: boolean): void {
      if (this.ending) receiver(endedError());
      else this.queue.wait(receiver, isFirst);
    }

    private source() {
      const connect = (receiver: Receiver) =>
        super.connect((error, client) => receiver(error, client));
      const pool = this as Pool;
      return {
        connect,
        get idleCount() {
          return pool.idleCount;
        },
        get totalCount() {
          return pool.totalCount;
        },
        get max() {
          return pool.options.max;
        },
      };
    }
  };
}

/** Has the message of the driver. */
const endedError = (): Error => new Error('Cannot use a pool after calling end on the pool');

const isServicePool = (pool: Pool): pool is ServicePool => CONNECT_FIRST in pool;

/** Opens the connections that stay open. */
export async function warmPool(dataSource: DataSource): Promise<void> {
  const pool = poolOf(dataSource);
  if (isServicePool(pool)) await pool[WARM]();
}

/** Takes a connection for a check of the database, before all waiting statements. */
export function connectFirst(dataSource: DataSource): Promise<PoolClient> {
  const pool = poolOf(dataSource);
  return isServicePool(pool) ? pool[CONNECT_FIRST]() : pool.connect();
}
