/** What is known of an open connection, at a moment of the monotonic clock. */
export interface ConnectionState {
  /** Requests that are not answered yet. */
  unanswered: number;
  /** Milliseconds of the monotonic clock: when it was opened, or its last answer was sent. */
  silentSince: number;
}

/**
 * What becomes of a connection while the service stops. The proxy that holds a silent one may be
 * writing to it just now. If the proxy itself lets go of connections that are silent for less than
 * `quietMs`, nobody writes to one that we close.
 *
 * @param quietMs how long a connection is silent before it is closed
 */
export function classifyConnection(
  { unanswered, silentSince }: ConnectionState,
  now: number,
  quietMs: number,
): 'response' | 'wait' | 'close' {
  if (unanswered > 0) return 'response';
  return now - silentSince < quietMs ? 'wait' : 'close';
}
