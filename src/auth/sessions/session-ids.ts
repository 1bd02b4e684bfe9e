import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** Half of the range, so that a sequence does not overflow within a millisecond. */
const MAX_FIRST = 2 ** 31;

/**
 * Creates the IDs of sessions: UUIDs of version 7, which contain the time of creation (RFC 9562). Those
 * of one process ascend, even within a millisecond.
 */
export class SessionIds {
  private time = Number.NaN;
  private sequence = 0;

  /** @param now epoch milliseconds */
  next(now: number): string {
    this.sequence = now === this.time ? this.sequence + 1 : randomInt(MAX_FIRST);
    this.time = now;
    return uuidv7({ msecs: now, seq: this.sequence });
  }
}
