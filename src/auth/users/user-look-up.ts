import { AuthError } from '../domain/auth-error.js';
import type { UserWithPasswordHash } from '../domain/user.js';
import type { UserStore } from '../domain/user.store.js';

/**
 * Looks up users for log-ins that wait in the hash queue. If the store is unavailable, all log-ins
 * that have arrived fail at once with the same error, so they share one timeout. Later log-ins call
 * the store again.
 */
export class UserLookUp {
  private arrivals = 0;
  private outage: { error: AuthError; lastArrival: number } | undefined;

  constructor(private readonly users: UserStore) {}

  /** @returns the look-up for a log-in that arrives now; call it when the log-in has its place */
  prepare(username: string): () => Promise<UserWithPasswordHash | null> {
    const arrival = ++this.arrivals;
    return () => this.find(username, arrival);
  }

  private async find(username: string, arrival: number): Promise<UserWithPasswordHash | null> {
    if (this.outage !== undefined && arrival <= this.outage.lastArrival) throw this.outage.error;
    try {
      const user = await this.users.findByUsername(username);
      this.outage = undefined;
      return user;
    } catch (error) {
      const isOutage = error instanceof AuthError && error.code === 'temporarily_unavailable';
      if (isOutage) this.outage = { error, lastArrival: this.arrivals };
      throw error;
    }
  }
}
