import { keyturn } from '../../test/support/run-cli.js';
import { SECRET } from '../../test/support/jwt.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { FaultDatabase } from './fault-database.js';
import { reportTimeLimit, TIME_LIMIT_MS, within } from './time-limit.js';
import { SettableClock } from './settable-clock.js';
import { type Server, SupervisedServer } from './supervised-server.js';

export const CREDENTIALS = { username: 'alice', password: 'copper willow stream' };

const INSTANCES = 2;

/** A database and two supervised production servers: the target of faults. */
export class Fixture<D extends FaultDatabase = FaultDatabase> {
  constructor(
    readonly database: D,
    readonly servers: readonly Server[],
    readonly clock: SettableClock,
    readonly random: SeededRandom,
  ) {}

  /** @param more environment variables of the servers */
  static async start<D extends FaultDatabase>(
    database: D,
    random: SeededRandom,
    more: Record<string, string> = {},
  ): Promise<Fixture<D>> {
    const clock = new SettableClock();
    const basic = { DATABASE_URL: database.url, JWT_SECRET: SECRET, NODE_ENV: 'production' };
    const chosen = { MIGRATE_ON_START: 'true', TRUST_PROXY: '1', ...more };
    const variables = { ...basic, ...clock.variables, ...chosen };
    const start = () => SupervisedServer.start(variables, clock.nodeOptions);
    const servers = await Promise.all(Array.from({ length: INSTANCES }, start));
    const fixture = new Fixture(database, servers, clock, random);
    return fixture.prepared(variables);
  }

  get origins(): string[] {
    return this.servers.map(({ origin }) => origin);
  }

  /** Waits until every server responds. @throws {TimeLimitError} */
  async waitUntilUp(timeoutMs = TIME_LIMIT_MS): Promise<void> {
    await Promise.all(this.servers.map((server) => server.waitUntilUp(timeoutMs)));
  }

  /** Returns and clears the violations in the logs of the servers. */
  takeViolations(): string[] {
    return this.servers.flatMap(({ log }) => log.violations.splice(0));
  }

  /** Returns and clears the reasons of 503 responses, except time limits. */
  takeFailures(): string[] {
    return this.servers.flatMap(({ log }) => log.takeFailures());
  }

  /** @returns the violations of the shutdown, and those in the remaining logs */
  async drop(): Promise<string[]> {
    const violations: string[] = [];
    await reportTimeLimit(
      (what) => violations.push(what),
      () => within(TIME_LIMIT_MS, 'servers and database stop', this.end()),
    );
    this.clock.drop();
    return [...violations, ...this.takeViolations()];
  }

  /** Creates the user. Drops the fixture when that fails. */
  private async prepared(variables: Record<string, string>): Promise<this> {
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    try {
      await this.waitUntilUp();
      await keyturn(create, variables, CREDENTIALS.password);
      return this;
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end()));
    await this.database.drop();
  }
}
