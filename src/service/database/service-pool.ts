import type { Pool, PoolClient, PoolConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../../auth/persistence/statement.js';
import { ConnectionQueue, type Receiver } from './connection-queue.js';
import type { PoolPatience } from './pool-patience.js';

/** Lets a caller overtake the statements that wait for a connection. */
const CONNECT_FIRST = Symbol('CONNECT_FIRST');
const WARM = Symbol('WARM');

interface ServicePool extends Pool {
  [CONNECT_FIRST](): Promise<PoolClient>;
  [WARM](): Promise<void>;
}

type PoolClass = new (config?: PoolConfig) => Pool;

/** The driver, as far as it is needed. */
export interface Driver {
  Pool: PoolClass;
}

type DriverCallback = Parameters<Pool['connect']>[0];

/**
 * A pool whose statements wait for a free connection longer than for a database that is away. The
 * pool of the driver has one time-out for both, and it opens a connection for each statement.
 *
 * @param pg the driver, which is loaded only where it is needed
 */
export function servicePoolOf({ Pool }: Driver, patience: PoolPatience): PoolClass {
  return class extends Pool implements ServicePool {
    readonly queue = new ConnectionQueue(this.source(), patience);

    constructor(config?: PoolConfig) {
      super(config);
      Object.defineProperty(this, 'waitingCount', { get: () => this.queue.length });
      this.on('release', (error: unknown) => {
        if (!error) this.queue.noteAnswer();
        // The connection is idle in a moment.
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

    /** Opens one connection after the other. One that cannot be opened is opened when it is needed. */
    async [WARM](): Promise<void> {
      const clients: PoolClient[] = [];
      try {
        while (clients.length < (this.options.min ?? 0)) clients.push(await super.connect());
      } catch {
        // The first one is there: it was opened with the data source.
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

/** In the words of the driver. */
const endedError = (): Error => new Error('Cannot use a pool after calling end on the pool');

const isServicePool = (pool: Pool): pool is ServicePool => CONNECT_FIRST in pool;

/** Opens the connections that are kept. */
export async function warmPool(dataSource: DataSource): Promise<void> {
  const pool = poolOf(dataSource);
  if (isServicePool(pool)) await pool[WARM]();
}

/** A connection for a check of the database: statements that wait for one do not hold it up. */
export function connectFirst(dataSource: DataSource): Promise<PoolClient> {
  const pool = poolOf(dataSource);
  return isServicePool(pool) ? pool[CONNECT_FIRST]() : pool.connect();
}
