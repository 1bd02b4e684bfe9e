/** The state of an open connection. */
export interface ConnectionState {
  /** Number of requests without a complete response. */
  pending: number;
  /** Time of the last response or of the opening, in milliseconds of the monotonic clock. */
  idleSince: number;
}

/**
 * Decides whether to close a connection during shutdown. A proxy may be about to send a request on an
 * idle connection. If the idle timeout of the proxy is shorter than `minIdleMs`, the proxy no
 * longer uses a connection that is closed here.
 *
 * @param now milliseconds of the monotonic clock
 * @param minIdleMs how long a connection must be idle before it is closed
 */
export function classifyConnection(
  { pending, idleSince }: ConnectionState,
  now: number,
  minIdleMs: number,
): 'respond' | 'wait' | 'close' {
  if (pending > 0) return 'respond';
  return now - idleSince < minIdleMs ? 'wait' : 'close';
}
