import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { DEFAULT_SHUTDOWN_SETTINGS, type ShutdownSettings } from '../shutdown/shutdown-settings.js';

/** What the operator decides about HTTP. */
export interface HttpSettings {
  /** Whose pages may call from a browser; none: only those of our own origin. */
  corsOrigins: readonly string[];
  /** Whose `X-Forwarded-For` is believed: this many hops, or these addresses; undefined: nobody's. */
  trustProxy: number | readonly string[] | undefined;
  bodyLimitBytes: number;
  /** Whether a page is served in which a person tries the API. */
  hasExplorer: boolean;
  connections: ConnectionLimits;
  shutdown: ShutdownSettings;
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  corsOrigins: [],
  trustProxy: undefined,
  bodyLimitBytes: 64 * 1024,
  hasExplorer: false,
  connections: DEFAULT_CONNECTION_LIMITS,
  shutdown: DEFAULT_SHUTDOWN_SETTINGS,
};
