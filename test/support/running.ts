import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { HttpSettings } from '../../src/service/http/http-settings.js';

/** Options of the service that a test starts. */
export interface Options {
  auth: AuthModuleOptions;
  http: Partial<HttpSettings>;
}

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
