import { AuthError } from '../domain/auth-error.js';
import type { UserWithPasswordHash } from '../domain/user.js';
import type { UserStore } from '../domain/user.store.js';

/** Reads the user of a log-in. */
export type ReadUser = () => Promise<UserWithPasswordHash | null>;

/**
 * Looks up users for log-ins that wait in the hash queue. If the store is unavailable, all log-ins
 * that have arrived fail at once with the same error, so they share one timeout. Later log-ins call
 * the store again.
 */
export class UserLookUp {
  private arrivals = 0;
  private outage: { error: AuthError; lastArrival: number } | undefined;

  constructor(private readonly users: UserStore) {}

  /**
   * @param read reads the user from the store. @default by the name
   * @returns the look-up for a log-in that arrives now; call it when the log-in has its place
   */
  prepare(username: string, read: ReadUser = () => this.users.findByUsername(username)): ReadUser {
    const arrival = ++this.arrivals;
    return () => this.find(read, arrival);
  }

  private async find(read: ReadUser, arrival: number): Promise<UserWithPasswordHash | null> {
    if (this.outage !== undefined && arrival <= this.outage.lastArrival) throw this.outage.error;
    try {
      const user = await read();
      this.outage = undefined;
      return user;
    } catch (error) {
      const isOutage = error instanceof AuthError && error.code === 'temporarily_unavailable';
      if (isOutage) this.outage = { error, lastArrival: this.arrivals };
      throw error;
    }
  }
}
