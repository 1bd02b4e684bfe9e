import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import { AUTH, CONNECTIONS, HTTP, SERVICE } from '../../src/service/configuration/variables.js';
import {
  type ConnectionLimits,
  DEFAULT_CONNECTION_LIMITS,
} from '../../src/service/http/connection-limits.js';
import type { Options, Running } from './running-source.js';
import { MAIN, ServerProcess } from './server-process.js';
import { StandingClock } from './standing-clock.js';

/** The environment variable of each option. */
const VARIABLES: Readonly<Record<string, { name: string }>> = {
  ...AUTH,
  ...HTTP,
  ...CONNECTIONS,
  secret: SERVICE.secret,
  previousSecret: SERVICE.previousSecret,
};

/** Settings of the process that differ from {@link RunningSource}. */
const PLAIN = { EXPLORER: 'false', PRUNE_INTERVAL: '0s', SHUTDOWN_DELAY: '0s' };

/** A line of the log. */
interface Line {
  requestId?: string;
  event?: AuthEvent;
}

/** The built bundle as a separate process, as an operator runs it. */
export class RunningBundle implements Running {
  private constructor(
    private readonly server: ServerProcess,
    private readonly clock: StandingClock,
    private readonly dataSource: DataSource,
  ) {}

  /** @param url of the database @param dataSource of the test, on the same database */
  static async start(url: string, dataSource: DataSource, options: Options, now: number) {
    const clock = new StandingClock();
    clock.set(now);
    const variables = { ...PLAIN, ...clock.variables, DATABASE_URL: url, ...variablesOf(options) };
    const args = [...clock.nodeOptions, MAIN, 'serve', '--json'];
    const server = await ServerProcess.start(variables, args);
    return new RunningBundle(server, clock, dataSource);
  }

  get url(): string {
    return this.server.url;
  }

  setTime(now: number): void {
    this.clock.set(now);
  }

  /** The log is written in order, so earlier events come before the line of a later request. */
  async events(): Promise<readonly AuthEvent[]> {
    const { headers } = await this.server.get('/api/');
    const id = headers.get('x-request-id');
    for (;;) {
      const lines = this.lines();
      if (lines.some(({ requestId }) => requestId === id)) return lines.flatMap(eventOf);
      await setTimeout(5);
    }
  }

  async close(): Promise<void> {
    const status = await this.server.stop();
    this.clock.drop();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    if (status !== 0)
      throw new Error(`The service exited with status ${status}:\n${this.server.output}`);
  }

  /** Without the last line, which may be incomplete. */
  private lines(): Line[] {
    const texts = this.server.output.split('\n').slice(0, -1);
    return texts.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as Line);
  }
}

const eventOf = ({ event }: Line): AuthEvent[] => (event === undefined ? [] : [event]);

function variablesOf({ auth, http }: Options): Record<string, string> {
  const { connections, ...rest } = http;
  const changed = connections === undefined ? {} : changesOf(connections);
  const all = { ...auth, ...rest, ...changed };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([option, value]) => [nameOf(option), textOf(option, value)]),
  );
}

/** The limits that differ from the defaults. */
function changesOf(limits: ConnectionLimits): Partial<ConnectionLimits> {
  const entries = Object.entries(limits) as [keyof ConnectionLimits, number][];
  return Object.fromEntries(
    entries.filter(([name, value]) => DEFAULT_CONNECTION_LIMITS[name] !== value),
  );
}

/** @throws when only a test in the same process can set the option */
function nameOf(option: string): string {
  const name = VARIABLES[option]?.name;
  if (name !== undefined) return name;
  throw new Error(`No variable sets '${option}'. Use TestService.startInProcess().`);
}

function textOf(option: string, value: unknown): string {
  if (option.endsWith('Bytes')) return `${Number(value) / 1024}KiB`;
  if (option.endsWith('Ms')) return `${Number(value) / 1000}s`;
  return Array.isArray(value) ? value.join(',') : String(value);
}
