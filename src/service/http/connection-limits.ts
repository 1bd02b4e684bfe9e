/** Limits of a port for one connection and for all of them. Times are in milliseconds. */
export interface ConnectionLimits {
  /** Connections that are open at once. The operating system closes the next one. */
  maxConnections: number;
  /** Requests of one connection without a complete response. The last one closes the connection. */
  maxRequestsInFlight: number;
  /** How long the headers of a request may take, also on a connection that sends nothing. */
  headersMs: number;
  /** How long a request may take, with its body. */
  requestMs: number;
  /** How long a response may wait until the client reads more of it. */
  responseStallMs: number;
  /** How long a connection is kept without a request. */
  keepAliveMs: number;
}

export const DEFAULT_MAX_CONNECTIONS = 1_000;

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  maxConnections: DEFAULT_MAX_CONNECTIONS,
  // Browsers and proxies do not pipeline. HTTP clients that pipeline send about ten requests.
  maxRequestsInFlight: 32,
  headersMs: 10_000,
  requestMs: 30_000,
  responseStallMs: 30_000,
  // Longer than the 60 seconds of most proxies: the proxy must be the first to close.
  keepAliveMs: 72_000,
};

/** Only Prometheus connects to this port. */
export const METRICS_CONNECTION_LIMITS: ConnectionLimits = {
  ...DEFAULT_CONNECTION_LIMITS,
  maxConnections: 50,
};

/** Node checks for late requests every 30 seconds by default: a limit of 10 seconds would be 40. */
const CHECK_INTERVAL_MS = 1_000;

/** Node's default. A bearer token is one of the headers. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Options of `http.createServer` for these limits. Node enforces them. */
export const serverOptions = ({ headersMs, requestMs, keepAliveMs }: ConnectionLimits) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
});
