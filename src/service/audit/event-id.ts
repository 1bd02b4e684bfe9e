import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** Half of the range, so that a sequence does not overflow within a millisecond. */
const MAX_FIRST = 2 ** 31;

/**
 * Creates the IDs of events: UUIDs of version 7 (RFC 9562). Those of one process ascend, also when the
 * clock is set back, because the webhook delivers events in the order of their IDs.
 */
export class EventIds {
  private time = 0;
  private sequence = 0;

  /** @param now epoch milliseconds */
  next(now: number): string {
    this.sequence = now > this.time ? randomInt(MAX_FIRST) : this.sequence + 1;
    this.time = Math.max(now, this.time);
    return uuidv7({ msecs: this.time, seq: this.sequence });
  }
}

/**
 * Returns the lowest ID of a time. Events with a lower ID are older.
 *
 * @param time epoch milliseconds
 */
export function lowestIdOf(time: number): string {
  const hex = Math.max(time, 0).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Returns the time in an ID, in epoch milliseconds. */
export const timeOf = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
