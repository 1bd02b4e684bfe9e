import type { ProxyHeader } from './forwarded-chain.js';
import type { TrustedProxies } from './proxy-trust.js';
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { DEFAULT_SHUTDOWN_SETTINGS, type ShutdownSettings } from '../shutdown/shutdown-settings.js';

/** What the operator decides about HTTP. */
export interface HttpSettings {
  /** Origins or patterns whose pages may call from a browser; none: only our own. */
  corsOrigins: readonly string[];
  /** Request headers that those pages may send in addition to the default ones. */
  corsHeaders: readonly string[];
  /** Which proxies may name the client's address. */
  trustProxy: TrustedProxies;
  /** The header with the client's address. */
  proxyHeader: ProxyHeader;
  bodyLimitBytes: number;
  /** Whether a page is served in which a person tries the API. */
  hasExplorer: boolean;
  connections: ConnectionLimits;
  shutdown: ShutdownSettings;
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  corsOrigins: [],
  corsHeaders: [],
  trustProxy: undefined,
  proxyHeader: undefined,
  bodyLimitBytes: 64 * 1024,
  hasExplorer: false,
  connections: DEFAULT_CONNECTION_LIMITS,
  shutdown: DEFAULT_SHUTDOWN_SETTINGS,
};
