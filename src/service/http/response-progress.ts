/** The outgoing side of a connection, at a moment of the monotonic clock. */
export interface Outgoing {
  /** Bytes that were passed to the operating system since the connection was opened. */
  flushedBytes: number;
  /** Bytes that wait for the client. */
  pendingBytes: number;
}

/** The last progress of a connection. */
export interface Progress {
  flushedBytes: number;
  /** Milliseconds of the monotonic clock: when bytes were flushed, or none were pending. */
  atMs: number;
}

/** Checks whether the client has read nothing since `last`, although bytes wait for it. */
const isWaiting = ({ flushedBytes, pendingBytes }: Outgoing, last: Progress): boolean =>
  pendingBytes > 0 && flushedBytes === last.flushedBytes;

/** @returns the progress to compare with at the next check */
export const nextProgress = (last: Progress, outgoing: Outgoing, nowMs: number): Progress =>
  isWaiting(outgoing, last) ? last : { flushedBytes: outgoing.flushedBytes, atMs: nowMs };

/** Checks whether a response has waited for its client for `limitMs` without any progress. */
export const isStalled = (
  last: Progress,
  outgoing: Outgoing,
  nowMs: number,
  limitMs: number,
): boolean => isWaiting(outgoing, last) && nowMs - last.atMs >= limitMs;
