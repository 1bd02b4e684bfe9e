import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { type AuthEvent, AuthEvents } from '../../src/auth/domain/auth-events.js';
import { Clock } from '../../src/auth/domain/clock.js';
import { createApp } from '../../src/service/bootstrap/create-app.js';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../../src/service/http/http-settings.js';

/** The running service, in this process or in another one. */
export interface Running {
  readonly url: string;
  /** Sets the clock and stops it. @param now epoch milliseconds */
  setTime(now: number): void;
  /** @returns all events that the service has reported, oldest first */
  events(): Promise<readonly AuthEvent[]>;
  /** Stops the service and closes its connections to the database. */
  close(): Promise<void>;
}

/** The service from its source, in the process of the test, with the data source of the test. */
export class RunningSource implements Running {
  /** All events, oldest first. */
  readonly reported: AuthEvent[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {
    app.get(AuthEvents, { strict: false }).emit = (event) => void this.reported.push(event);
  }

  static async start(
    dataSource: DataSource,
    auth: AuthModuleOptions,
    http: Partial<HttpSettings>,
  ): Promise<RunningSource> {
    const app = await createApp(dataSource, auth, { ...DEFAULT_HTTP_SETTINGS, ...http });
    await app.listen(0, '127.0.0.1');
    return new RunningSource(app, await app.getUrl());
  }

  setTime(now: number): void {
    const clock = this.app.get(Clock, { strict: false });
    clock.now = () => now;
    clock.monotonic = () => now;
  }

  events(): Promise<readonly AuthEvent[]> {
    return Promise.resolve(this.reported);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
