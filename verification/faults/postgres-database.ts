import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../test/support/postgres.mjs';
import { BaseBackup } from './base-backup.js';
import type { FaultDatabase } from './fault-database.js';
import { until } from './time-limit.js';
import { TcpGate } from '../../test/support/tcp-gate.js';

/** With the defaults of PostgreSQL otherwise: commits are flushed to disk. */
const SETTINGS = { max_connections: 40 };

/** The time limit of a connection attempt. */
const CONNECTED_WITHIN_MS = 10_000;

/** A PostgreSQL server behind a TCP gate, with a supervisor. */
export class PostgresDatabase implements FaultDatabase {
  readonly name = 'PostgreSQL';
  private backup: BaseBackup | undefined;

  protected constructor(
    protected server: PostgresServer,
    readonly gate: TcpGate,
  ) {}

  /** @param parent the parent of its data directory */
  static async start(parent?: string, settings: Record<string, string | number> = {}) {
    const place = parent === undefined ? {} : { parent };
    const server = await startPostgres({ ...SETTINGS, ...settings }, {}, undefined, place);
    return new PostgresDatabase(server, await TcpGate.open(portOf(server)));
  }

  get url(): string {
    const url = new URL(this.server.url);
    url.port = String(this.gate.port);
    return url.href;
  }

  /** Connects directly, without the gate. */
  async connect(): Promise<pg.Client> {
    const connectionTimeoutMillis = CONNECTED_WITHIN_MS;
    const client = new pg.Client({ connectionString: this.server.url, connectionTimeoutMillis });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** kill -9 of the postmaster, whose processes end with it. */
  kill(): void {
    process.kill(this.server.pid(), 'SIGKILL');
  }

  /** Stops all processes with SIGSTOP. @returns a function that continues them */
  async suspend(): Promise<() => void> {
    const pids = [...(await this.backends()), this.server.pid()];
    pids.forEach((pid) => signal(pid, 'SIGSTOP'));
    return () => pids.forEach((pid) => signal(pid, 'SIGCONT'));
  }

  /** Restarts it until it accepts connections, as a supervisor would. */
  restartUntilReachable(): Promise<void> {
    return until('PostgreSQL is restarted', async () => {
      if (await this.isReachable()) return true;
      await this.server.halt();
      // Processes of the previous server may still hold its shared memory.
      await this.server.resume().catch(() => setTimeout(100));
      return false;
    });
  }

  /** Waits until it has recovered by itself. */
  waitUntilReachable(): Promise<void> {
    return until('PostgreSQL has recovered by itself', () => this.isReachable());
  }

  /** Returns the process IDs of the connections. */
  async backends(condition = 'true'): Promise<number[]> {
    const client = await this.connect();
    const sql = `SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${condition}`;
    const { rows } = await client.query<{ pid: number }>(sql).finally(() => client.end());
    return rows.map(({ pid }) => pid);
  }

  async backUp(): Promise<void> {
    this.backup?.drop();
    this.backup = await BaseBackup.of(this.server);
  }

  async restore(): Promise<void> {
    await this.server.halt();
    await this.backup?.copyTo(this.server.data);
    await this.restartUntilReachable();
  }

  async drop(): Promise<void> {
    await this.gate.close();
    this.backup?.drop();
    await this.server.stop();
  }

  private async isReachable(): Promise<boolean> {
    try {
      await (await this.connect()).end();
      return true;
    } catch {
      return false;
    }
  }
}

export const portOf = ({ url }: PostgresServer): number => Number(new URL(url).port);

/** Ignores processes that have ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
