/** Limits of the connections to a port. Times are in milliseconds. */
export interface ConnectionLimits {
  /** Maximum number of open connections. Further ones are closed. */
  maxConnections: number;
  /** Whether other processes of this machine listen on the same port. @default false */
  isPortShared?: boolean;
  /** Maximum number of requests of a connection without a complete response. */
  maxRequestsInFlight: number;
  /** Maximum time for the headers of a request, also on a connection that sends nothing. */
  headersMs: number;
  /** Maximum time for a whole request with its body. */
  requestMs: number;
  /** Maximum time in which a client reads nothing of a response. */
  responseStallMs: number;
  /** Maximum idle time of a connection. */
  keepAliveMs: number;
}

export const DEFAULT_MAX_CONNECTIONS = 1_000;

export const MAX_CONNECTIONS_RULE = 'must be a whole number from 1 to 100000';

/** @returns null when the text is not such a number */
export function parseMaxConnections(text: string): number | null {
  return /^[1-9]\d{0,4}$|^100000$/.test(text) ? Number(text) : null;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  maxConnections: DEFAULT_MAX_CONNECTIONS,
  // Browsers and proxies do not pipeline. HTTP clients that pipeline send about ten requests.
  maxRequestsInFlight: 32,
  headersMs: 10_000,
  requestMs: 30_000,
  responseStallMs: 30_000,
  // Longer than the 60 seconds of most proxies, so that the proxy closes the connection first.
  keepAliveMs: 72_000,
};

/** Only Prometheus connects to this port. */
export const METRICS_CONNECTION_LIMITS: ConnectionLimits = {
  ...DEFAULT_CONNECTION_LIMITS,
  maxConnections: 50,
};

/** With Node's default of 30 seconds, a limit of 10 seconds could take 40. */
const CHECK_INTERVAL_MS = 1_000;

/** Node's default. The headers include a bearer token. */
const MAX_HEADER_BYTES = 16 * 1024;

/** Returns options of `http.createServer` for the limits that Node enforces. */
export const serverOptions = ({ headersMs, requestMs, keepAliveMs }: ConnectionLimits) => ({
  headersTimeout: headersMs,
  requestTimeout: requestMs,
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
});
