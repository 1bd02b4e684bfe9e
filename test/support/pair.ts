import { createDatabase, type TestDatabase } from './databases.js';
import { keyturn, ServerProcess } from './server-process.js';
import { SECRET } from './service.js';

export const CREDENTIALS = { username: 'alice', password: 'a good password' };

/** Two instances in production mode on one PostgreSQL, with one user. */
export class Pair {
  private constructor(
    readonly database: TestDatabase,
    private readonly variables: Record<string, string>,
    readonly instances: ServerProcess[],
  ) {}

  static async start(): Promise<Pair> {
    const database = await createDatabase('postgres');
    const variables = {
      DATABASE_URL: database.url,
      JWT_SECRET: SECRET,
      NODE_ENV: 'production',
      TRUST_PROXY: '1',
    };
    await keyturn(['migrate'], variables);
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    await keyturn(create, variables, CREDENTIALS.password);
    const start = () => ServerProcess.start(variables);
    return new Pair(database, variables, await Promise.all([start(), start()]));
  }

  get origins(): string[] {
    return this.instances.map(({ url }) => url);
  }

  /** Restarts an instance on the same port. @returns its exit status */
  async restart(index: number): Promise<number | null> {
    const { url } = this.instances[index]!;
    const status = await this.instances[index]!.stop();
    const PORT = new URL(url).port;
    this.instances[index] = await ServerProcess.start({ ...this.variables, PORT });
    return status;
  }

  async drop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop('SIGKILL')));
    await this.database.drop();
  }
}
