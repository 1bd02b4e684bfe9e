/** The outgoing side of a connection. */
export interface Outgoing {
  /** Bytes that were passed to the operating system since the connection was opened. */
  flushedBytes: number;
  /** Bytes that wait for the client. */
  pendingBytes: number;
}

/** The last progress of a connection. */
export interface Progress {
  flushedBytes: number;
  /** Time at which bytes were last flushed or none were pending, in ms of the monotonic clock. */
  atMs: number;
}

/** Checks whether bytes are pending and the client has read nothing since `last`. */
const isWaiting = ({ flushedBytes, pendingBytes }: Outgoing, last: Progress): boolean =>
  pendingBytes > 0 && flushedBytes === last.flushedBytes;

/** @returns the progress to compare with at the next check */
export const nextProgress = (last: Progress, outgoing: Outgoing, nowMs: number): Progress =>
  isWaiting(outgoing, last) ? last : { flushedBytes: outgoing.flushedBytes, atMs: nowMs };

/** Checks whether a response has made no progress for `limitMs`. */
export const isStalled = (
  last: Progress,
  outgoing: Outgoing,
  nowMs: number,
  limitMs: number,
): boolean => isWaiting(outgoing, last) && nowMs - last.atMs >= limitMs;
