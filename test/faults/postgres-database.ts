import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../support/postgres.mjs';
import { BaseBackup } from './base-backup.js';
import type { FaultDatabase } from './fault-database.js';
import { until } from './time-limit.js';
import { TcpGate } from './tcp-gate.js';

/** As PostgreSQL comes: what is committed is on the disk. */
const SETTINGS = { max_connections: 40 };

/** One that hangs is asked again. */
const CONNECTED_WITHIN_MS = 10_000;

/** A PostgreSQL of its own, behind a gate, with somebody who starts it again. */
export class PostgresDatabase implements FaultDatabase {
  readonly name = 'PostgreSQL';
  private backup: BaseBackup | undefined;

  protected constructor(
    protected server: PostgresServer,
    readonly gate: TcpGate,
  ) {}

  /** @param parent the folder in which its own is made */
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

  /** A connection beside the gate. */
  async connect(): Promise<pg.Client> {
    const connectionTimeoutMillis = CONNECTED_WITHIN_MS;
    const client = new pg.Client({ connectionString: this.server.url, connectionTimeoutMillis });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** kill -9 of the postmaster: its processes end with it. */
  kill(): void {
    process.kill(this.server.pid(), 'SIGKILL');
  }

  /** Nothing of it runs, and nothing has ended. @returns wakes it */
  async freeze(): Promise<() => void> {
    const pids = [...(await this.backends()), this.server.pid()];
    pids.forEach((pid) => signal(pid, 'SIGSTOP'));
    return () => pids.forEach((pid) => signal(pid, 'SIGCONT'));
  }

  /** As its own supervisor would: until it runs and answers, however often that takes. */
  comeBack(): Promise<void> {
    return until('PostgreSQL is started again', async () => {
      if (await this.isThere()) return true;
      await this.server.halt();
      // Processes of the one before may still hold its memory.
      await this.server.resume().catch(() => setTimeout(100));
      return false;
    });
  }

  /** When it comes back by itself. */
  untilThere(): Promise<void> {
    return until('PostgreSQL is back by itself', () => this.isThere());
  }

  /** The processes that serve somebody. */
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
    await this.comeBack();
  }

  async drop(): Promise<void> {
    await this.gate.close();
    this.backup?.drop();
    await this.server.stop();
  }

  private async isThere(): Promise<boolean> {
    try {
      await (await this.connect()).end();
      return true;
    } catch {
      return false;
    }
  }
}

export const portOf = ({ url }: PostgresServer): number => Number(new URL(url).port);

/** A process of a connection that was closed meanwhile is not there to be stopped. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
