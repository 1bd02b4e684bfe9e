import { PASSWORD } from './api-client.js';
import { createDatabase, type DatabaseKind, type TestDatabase } from './databases.js';
import { SECRET } from './jwt.js';
import { keyturn } from './run-cli.js';
import { ServerProcess } from './server-process.js';

/** The user of every deployment. */
export const ALICE = { username: 'alice', password: PASSWORD };

/** The built service on one database with the user alice, in any number of processes. */
export class Deployment {
  /** All started processes. */
  readonly servers: ServerProcess[] = [];

  private constructor(
    readonly database: TestDatabase,
    /** The environment variables of every process. */
    readonly variables: Readonly<Record<string, string>>,
  ) {}

  /** @param more environment variables besides the database and the secret */
  static async create(on: DatabaseKind | TestDatabase, more: Record<string, string> = {}) {
    const database = typeof on === 'string' ? await createDatabase(on) : on;
    const variables = { DATABASE_URL: database.url, JWT_SECRET: SECRET, ...more };
    await keyturn(['migrate'], variables);
    const create = ['user', 'create', ALICE.username, '--password-stdin'];
    await keyturn(create, variables, ALICE.password);
    return new Deployment(database, variables);
  }

  /** Starts another process. @param more additional environment variables */
  async start(more: Record<string, string> = {}): Promise<ServerProcess> {
    const server = await ServerProcess.start({ ...this.variables, ...more });
    this.servers.push(server);
    return server;
  }

  async startMany(count: number): Promise<ServerProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.start()));
  }

  /** Restarts a process on the same port. @returns its exit status */
  async restart(index: number): Promise<number | null> {
    const server = this.servers[index]!;
    const status = await server.stop();
    const PORT = new URL(server.url).port;
    this.servers[index] = await ServerProcess.start({ ...this.variables, PORT });
    return status;
  }

  /** Stops every process and drops the database. */
  async drop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop('SIGKILL')));
    await this.database.drop();
  }
}
