import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Running } from './running-source.js';
import { MAIN } from './run-binary.js';
import { ServerProcess } from './server-process.js';
import { StandingClock } from './standing-clock.js';

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

  /**
   * @param dataSource of the test, on the same database
   * @param now the initial time, in epoch milliseconds
   */
  static async start(dataSource: DataSource, variables: Record<string, string>, now: number) {
    const clock = new StandingClock();
    clock.set(now);
    const args = [...clock.nodeOptions, MAIN, 'serve', '--json'];
    const server = await ServerProcess.start({ ...variables, ...clock.variables }, args);
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
