import type { ProxyHeader } from './forwarded-chain.js';
import type { TrustedProxies } from './proxy-trust.js';
import { DEFAULT_SHUTDOWN_SETTINGS, type ShutdownSettings } from '../shutdown/shutdown-settings.js';

/** What the operator decides about HTTP. */
export interface HttpSettings {
  /** Origins, or patterns of them, whose pages may call from a browser; none: only our own. */
  corsOrigins: readonly string[];
  /** Names of request headers that those pages may send beside those that every client may send. */
  corsHeaders: readonly string[];
  /** Which proxies may name the client's address. */
  trustProxy: TrustedProxies;
  /** In which header they name it. */
  proxyHeader: ProxyHeader;
  bodyLimitBytes: number;
  /** How long an idle connection stays open, milliseconds. */
  keepAliveTimeoutMs: number;
  /** Whether a page is served in which a person tries the API. */
  hasExplorer: boolean;
  shutdown: ShutdownSettings;
}

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  corsOrigins: [],
  corsHeaders: [],
  trustProxy: undefined,
  proxyHeader: undefined,
  bodyLimitBytes: 64 * 1024,
  keepAliveTimeoutMs: 72_000,
  hasExplorer: false,
  shutdown: DEFAULT_SHUTDOWN_SETTINGS,
};
