import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import { MAIN } from '../../test/support/run-binary.js';
import { keyturn } from '../../test/support/run-cli.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { SECRET } from '../../test/support/jwt.js';
import { createSessions, PASSWORD, USERS } from './world.js';

/** Patterns that no log may contain. */
const LEAKS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a password', new RegExp(PASSWORD)],
  ['the secret', new RegExp(SECRET)],
  ['a token', /eyJ[\w-]+\.[\w-]/],
  ['a stack', /\bat .*:\d+:\d+/],
  ['an error', /"level":"(error|fatal)"/],
];

/**
 * A small heap makes V8 collect garbage early, so that remaining growth is a leak. The service needs
 * half of this size.
 */
const SMALL_HEAP = ['--max-old-space-size=96', '--max-semi-space-size=4', MAIN, 'serve', '--json'];

/** The built service, started like in production, with its own database. */
export class Target {
  private constructor(
    readonly server: ServerProcess,
    private readonly database: TestDatabase,
  ) {}

  static async start(): Promise<Target> {
    const database = await createDatabase('sqlite');
    const variables = {
      DATABASE_URL: database.url,
      JWT_SECRET: SECRET,
      CORS_ORIGINS: 'https://app.example',
      ALLOWED_HOSTS: 'evil.example',
      TRUST_PROXY: '1',
      // One address sends more wrong passwords than the limits allow.
      LOGIN_THROTTLE: 'off',
    };
    for (const { username, id, isActive } of USERS) {
      const options = ['--id', id, '--password-stdin', ...(isActive ? [] : ['--inactive'])];
      await keyturn(['user', 'create', username, ...options], variables, PASSWORD);
    }
    await addSessions(database);
    const server = await ServerProcess.start(variables, SMALL_HEAP);
    return new Target(server, database);
  }

  /** @returns the exit status of the service */
  async stop(): Promise<number | null> {
    const status = await this.server.stop();
    await this.database.drop();
    return status;
  }

  /** Returns the forbidden patterns in the output of the service. */
  leaks(): string[] {
    const text = this.server.output;
    const leaked = LEAKS.filter(([, pattern]) => pattern.test(text));
    return leaked.map(
      ([what, pattern]) => `The output contains ${what}: ${pattern.exec(text)?.[0].slice(0, 200)}`,
    );
  }
}

async function addSessions({ url }: TestDatabase): Promise<void> {
  const dataSource = await openDatabase(parseDatabaseUrl(url)!);
  await createSessions(dataSource).finally(() => dataSource.destroy());
}
