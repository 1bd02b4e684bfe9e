import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import type { DatabaseKind } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import type { ServerProcess } from '../../test/support/server-process.js';
import { Sender } from './sender.js';

/** The default limits. The environment of the tests may turn them off. */
const VARIABLES = { LOGIN_THROTTLE: 'on', TRUST_PROXY: '1' };

/** Instances that share the counts of PostgreSQL. On SQLite, each process counts alone. */
const INSTANCES = { sqlite: 1, postgres: 2 } as const;

/** The built service with many users, whose password is that of `ALICE`. */
export class Target {
  /** Separate connections, so that honest clients do not wait for the attacker's. */
  readonly attacker: Sender;
  readonly honest: Sender;

  private constructor(
    readonly kind: DatabaseKind,
    private readonly deployment: Deployment,
    private readonly servers: readonly ServerProcess[],
  ) {
    const origins = servers.map(({ url }) => url);
    this.attacker = new Sender(origins);
    this.honest = new Sender(origins);
  }

  /** @param more environment variables, to turn the limits off */
  static async start(kind: DatabaseKind, more: Record<string, string> = {}): Promise<Target> {
    const deployment = await Deployment.create(kind, { ...VARIABLES, ...more });
    const servers = await deployment.startMany(INSTANCES[kind]);
    return new Target(kind, deployment, servers);
  }

  get instances(): number {
    return this.servers.length;
  }

  /** Creates users with the same password hash, which is faster than a hash for each. */
  async addUsers(names: readonly string[]): Promise<void> {
    const dataSource = await openDatabase(parseDatabaseUrl(this.deployment.database.url)!);
    try {
      const users = dataSource.getRepository(UserEntity);
      const alice = await users.findOneByOrFail({ username: ALICE.username });
      await users.insert(names.map((username) => ({ ...alice, id: randomUUID(), username })));
    } finally {
      await dataSource.destroy();
    }
  }

  async dropThrottleTable(): Promise<void> {
    const client = new pg.Client(this.deployment.database.url);
    await client.connect();
    await client.query('DROP TABLE keyturn_login_throttle').finally(() => client.end());
  }

  /** @returns the resident memory of the first instance, in MiB */
  residentMib(): number {
    const status = readFileSync(`/proc/${this.servers[0]!.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  /** Returns the crashes of the processes, and the errors in their logs. */
  problems(): string[] {
    const crashed = this.servers.filter(({ isAlive }) => !isAlive);
    const errors = this.servers.flatMap(({ output }) =>
      output.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line)),
    );
    return [...crashed.map(() => 'an instance has crashed'), ...errors.slice(0, 3)];
  }

  async stop(): Promise<void> {
    this.attacker.close();
    this.honest.close();
    await this.deployment.drop();
  }
}
