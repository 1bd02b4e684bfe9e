import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { keyturn, MAIN, ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/service.js';
import { furnish, PASSWORD, USERS } from './world.js';

/** What no log may hold: passwords, the secret, tokens, stacks, and that something was our fault. */
const SLIPS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a password', new RegExp(PASSWORD)],
  ['the secret', new RegExp(SECRET)],
  ['a token', /eyJ[\w-]+\.[\w-]/],
  ['a stack', /\bat .*:\d+:\d+/],
  ['an error', /"level":"(error|fatal)"/],
];

/**
 * With little room V8 collects soon what it would otherwise let lie for long: what grows then, is
 * kept. Half of the room is what the service needs.
 */
const SMALL = ['--max-old-space-size=96', '--max-semi-space-size=4', MAIN, 'serve', '--json'];

/** The built service, as an operator starts it, with a database of its own. */
export class Target {
  private constructor(
    readonly server: ServerProcess,
    private readonly database: TestDatabase,
    private readonly written: readonly string[],
  ) {}

  static async start(): Promise<Target> {
    const database = await createDatabase('sqlite');
    const variables = {
      DATABASE_URL: database.url,
      JWT_SECRET: SECRET,
      CORS_ORIGINS: 'https://app.example',
      TRUST_PROXY: '1',
    };
    for (const { username, id, isActive } of USERS) {
      const options = ['--id', id, '--password-stdin', ...(isActive ? [] : ['--inactive'])];
      await keyturn(['user', 'create', username, ...options], variables, PASSWORD);
    }
    await addSessions(database);
    const written: string[] = [];
    const server = await ServerProcess.start(variables, SMALL, (text) => written.push(text));
    return new Target(server, database, written);
  }

  /** @returns the exit status of the service */
  async stop(): Promise<number | null> {
    const status = await this.server.stop();
    await this.database.drop();
    return status;
  }

  /** What the service wrote, to anybody, and must not have written. */
  slips(): string[] {
    const text = this.written.join('');
    const slipped = SLIPS.filter(([, pattern]) => pattern.test(text));
    return slipped.map(
      ([what, pattern]) => `It wrote ${what}: ${pattern.exec(text)?.[0].slice(0, 200)}`,
    );
  }
}

async function addSessions({ url }: TestDatabase): Promise<void> {
  const dataSource = await openDatabase(parseDatabaseUrl(url)!);
  await furnish(dataSource).finally(() => dataSource.destroy());
}
