import type { ProxyHeader } from './forwarded-chain.js';
import type { TrustedProxies } from './proxy-trust.js';
import type { ServedCertificate } from '../tls/read-certificate.js';
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { DEFAULT_SHUTDOWN_SETTINGS, type ShutdownSettings } from '../shutdown/shutdown-settings.js';

/** HTTP settings of the operator. */
export interface HttpSettings {
  /** Origins or patterns whose pages may call the API. Same-origin pages always may. */
  corsOrigins: readonly string[];
  /** Request headers that those pages may send in addition to the default ones. */
  corsHeaders: readonly string[];
  /** Proxies that may set the address of the client. */
  trustProxy: TrustedProxies;
  /** The header that contains the address of the client. */
  proxyHeader: ProxyHeader;
  bodyLimitBytes: number;
  /** The origin under which clients reach the service; undefined if it is not configured. */
  publicUrl: string | undefined;
  /** Names under which clients reach the service: see `isAllowedHost`. */
  allowedHosts: readonly string[];
  /** Whether requests with tokens must arrive over TLS. */
  requiresTls: boolean;
  /** Undefined: the service uses HTTP. */
  certificate: ServedCertificate | undefined;
  /** How long browsers use only HTTPS; 0: the header is not sent. */
  hstsSeconds: number;
  /** Whether the service serves the explorer. */
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
  publicUrl: undefined,
  allowedHosts: [],
  requiresTls: false,
  certificate: undefined,
  hstsSeconds: 0,
  hasExplorer: false,
  connections: DEFAULT_CONNECTION_LIMITS,
  shutdown: DEFAULT_SHUTDOWN_SETTINGS,
};
