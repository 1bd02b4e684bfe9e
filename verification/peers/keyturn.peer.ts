import {
  createDatabase,
  type DatabaseKind,
  type TestDatabase,
} from '../../test/support/databases.js';
import type { RequestHeaders } from '../../test/support/http-client.js';
import { keyturn } from '../../test/support/run-binary.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { SECRET } from '../../test/support/service.js';
import { attempt } from './attempt.js';
import type { Outcome, Peer } from './peer.js';

const CREDENTIALS = { username: 'alice', password: 'a good password' };

export interface KeyturnChoice {
  kind: DatabaseKind;
  processes: number;
  /** Whether clients send an `Idempotency-Key`. */
  withKeys: boolean;
  /** `REUSE_INTERVAL`. @default none */
  reuseIntervalSeconds?: number;
}

/** The built service with its default configuration. */
export class KeyturnPeer implements Peer {
  private turn = 0;

  private constructor(
    readonly name: string,
    readonly readsKeys: boolean,
    readonly reuseIntervalMs: number,
    private readonly servers: readonly ServerProcess[],
    private readonly database: TestDatabase,
  ) {}

  static async start(name: string, choice: KeyturnChoice): Promise<KeyturnPeer> {
    const { kind, processes, withKeys, reuseIntervalSeconds = 0 } = choice;
    const database = await createDatabase(kind);
    const variables = {
      DATABASE_URL: database.url,
      JWT_SECRET: SECRET,
      REUSE_INTERVAL: `${reuseIntervalSeconds}s`,
    };
    await keyturn(['migrate'], variables);
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    await keyturn(create, variables, CREDENTIALS.password);
    const starts = Array.from({ length: processes }, () => ServerProcess.start(variables));
    const servers = await Promise.all(starts);
    return new KeyturnPeer(name, withKeys, reuseIntervalSeconds * 1000, servers, database);
  }

  async logIn(): Promise<string> {
    const { status, json } = await this.next.post('/api/token/', CREDENTIALS);
    if (status !== 200) throw new Error(`The log-in returned ${status}.`);
    return json['refresh'] as string;
  }

  refresh(refresh: string, key: string): Promise<Outcome> {
    const headers: RequestHeaders = this.readsKeys ? { 'Idempotency-Key': key } : {};
    const path = '/api/token/refresh/';
    return attempt(() => this.next.post(path, { refresh }, headers), 'refresh');
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.database.drop();
  }

  private get next(): ServerProcess {
    return this.servers[this.turn++ % this.servers.length]!;
  }
}
