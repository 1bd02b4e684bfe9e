import { keyturn } from '../support/server-process.js';
import { SECRET } from '../support/service.js';
import type { Chance } from './chance.js';
import type { FaultDatabase } from './fault-database.js';
import { inTime, PATIENCE_MS, within } from './time-limit.js';
import { SettableClock } from './settable-clock.js';
import { type Server, SupervisedServer } from './supervised-server.js';

export const CREDENTIALS = { username: 'alice', password: 'a good password' };

const INSTANCES = 2;

/** A database and two servers in production on it, under supervision: what faults strike. */
export class Fixture<D extends FaultDatabase = FaultDatabase> {
  constructor(
    readonly database: D,
    readonly servers: readonly Server[],
    readonly clock: SettableClock,
    readonly chance: Chance,
  ) {}

  /** @param more variables of the servers */
  static async start<D extends FaultDatabase>(
    database: D,
    chance: Chance,
    more: Record<string, string> = {},
  ): Promise<Fixture<D>> {
    const clock = new SettableClock();
    const basic = { DATABASE_URL: database.url, JWT_SECRET: SECRET, NODE_ENV: 'production' };
    const chosen = { MIGRATE_ON_START: 'true', TRUST_PROXY: '1', ...more };
    const variables = { ...basic, ...clock.variables, ...chosen };
    const start = () => SupervisedServer.start(variables, clock.nodeOptions);
    const servers = await Promise.all(Array.from({ length: INSTANCES }, start));
    const fixture = new Fixture(database, servers, clock, chance);
    return fixture.prepared(variables);
  }

  get origins(): string[] {
    return this.servers.map(({ origin }) => origin);
  }

  /** Every server answers. @throws {NeverCameError} */
  async untilUp(timeoutMs = PATIENCE_MS): Promise<void> {
    await Promise.all(this.servers.map((server) => server.untilUp(timeoutMs)));
  }

  /** What the servers did since they were asked last, and no server may do. */
  takeViolations(): string[] {
    return this.servers.flatMap(({ log }) => log.violations.splice(0));
  }

  /** Why they answered 503 since they were asked last, but for limits that passed. */
  takeFailures(): string[] {
    return this.servers.flatMap(({ log }) => log.takeFailures());
  }

  /** @returns what the end brought to light, and whatever the servers wrote until then */
  async drop(): Promise<string[]> {
    const violations: string[] = [];
    await inTime(
      (what) => violations.push(what),
      () => within(PATIENCE_MS, 'servers and their database end', this.end()),
    );
    this.clock.drop();
    return [...violations, ...this.takeViolations()];
  }

  /** Nothing of a fixture that cannot be used is left. */
  private async prepared(variables: Record<string, string>): Promise<this> {
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    try {
      await this.untilUp();
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
