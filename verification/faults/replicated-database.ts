import { type PostgresServer, startPostgres } from '../../test/support/postgres.mjs';
import { BaseBackup } from './base-backup.js';
import { until } from './time-limit.js';
import { PostgresDatabase, portOf } from './postgres-database.js';
import { TcpGate } from '../../test/support/tcp-gate.js';

/**
 * A primary with a synchronous standby. The gate forwards to the current primary, like a virtual IP
 * address.
 */
export class ReplicatedDatabase extends PostgresDatabase {
  override readonly name = 'PostgreSQL';
  private standby!: PostgresServer;

  static override async start(): Promise<ReplicatedDatabase> {
    const server = await startPostgres({});
    const database = new ReplicatedDatabase(server, await TcpGate.open(portOf(server)));
    await database.addStandby();
    return database;
  }

  /** kill -9 of the primary, which stays down. The standby is promoted and gets its own standby. */
  async failOver(): Promise<void> {
    const lost = this.server;
    this.kill();
    await lost.halt();
    this.server = this.standby;
    await this.command('SELECT pg_promote()');
    this.gate.target = portOf(this.server);
    await lost.stop();
    await this.addStandby();
  }

  override async drop(): Promise<void> {
    await super.drop();
    await this.standby.stop();
  }

  /** Adds a standby that must flush each commit to disk. */
  private async addStandby(): Promise<void> {
    const backup = await BaseBackup.of(this.server);
    backup.write('standby.signal', '');
    const copyTo = (data: string) => backup.copyTo(data);
    const primary_conninfo = `host=127.0.0.1 port=${portOf(this.server)} user=postgres`;
    this.standby = await startPostgres({ primary_conninfo }, {}, undefined, { copyTo });
    backup.drop();
    await this.command(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await this.command('SELECT pg_reload_conf()');
    await until('the standby confirms each commit', () => this.isSynchronous());
  }

  private async isSynchronous(): Promise<boolean> {
    const state = `SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`;
    return (await this.command(state)) === 1;
  }

  private async command(sql: string): Promise<number | null> {
    const client = await this.connect();
    const { rowCount } = await client.query(sql).finally(() => client.end());
    return rowCount;
  }
}
