import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { addressRangeOf } from '../domain/address-range.js';
import { ThrottledError } from '../domain/auth-error.js';
import type { LoginLimits } from '../domain/throttle/login-limits.js';
import type { Rate } from '../domain/throttle/rate.js';
import { MemoryThrottleStore } from './memory-throttle.store.js';

/**
 * Limits requests with tokens. A client that follows the rules never reaches the limits, and each
 * instance counts for itself: a token cannot be guessed, so only a flood is limited.
 */
@Injectable()
export class TokenThrottle {
  private readonly limits: LoginLimits | undefined;
  private readonly store = new MemoryThrottleStore();

  constructor(@Inject(AUTH_SETTINGS) { loginLimits }: AuthSettings) {
    this.limits = loginLimits;
  }

  /**
   * Counts a request of a client.
   *
   * @param ip the address of the client; null: it is unknown, and the request is not counted
   * @throws {ThrottledError}
   */
  async admitRequest(ip: string | null): Promise<void> {
    const range = addressRangeOf(ip);
    if (this.limits === undefined || range === null) return;
    await this.count(`address ${range}`, this.limits.tokenRequestsPerAddress);
  }

  /**
   * Counts a refresh of a session. Its token must have been verified, because anyone can write the
   * ID of a session into a token.
   *
   * @param sid the ID of the session
   * @throws {ThrottledError}
   */
  async admitRefresh(sid: string): Promise<void> {
    if (this.limits === undefined) return;
    await this.count(`session ${sid}`, this.limits.refreshesPerSession);
  }

  private async count(key: string, { limit, seconds }: Rate): Promise<void> {
    const { count, resetsInMs } = await this.store.count({ key, limit, seconds });
    if (count > limit) throw new ThrottledError(resetsInMs, 'requests with tokens');
  }
}
