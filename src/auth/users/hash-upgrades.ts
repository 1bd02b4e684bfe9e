import { Logger } from '@nestjs/common';
import { QueueFullError } from '../domain/auth-error.js';
import type { AuthEvents } from '../domain/auth-events.js';
import type { PasswordHasher } from '../domain/password-hasher.js';
import type { UserStore } from '../domain/user.store.js';
import type { HashQueue } from './hash-queue.js';
import { safeReasonOf } from '../domain/safe-reason.js';

/** All upgrades wait in one bucket of the hash queue, so that they take one turn of many. */
const BUCKET = 'hash upgrades';

/** A log-in with the right password. */
export interface VerifiedPassword {
  readonly userId: string;
  /** The hash that matched. */
  readonly hash: string;
  readonly password: string;
}

/**
 * Replaces weaker hashes and hashes of other programs by new ones, after a log-in with the right
 * password. The log-in does not wait for it. A failed upgrade is repeated at the next log-in.
 */
export class HashUpgrades {
  private readonly logger = new Logger('HashUpgrades');
  private readonly running = new Map<string, Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly users: Pick<UserStore, 'replacePasswordHash'>,
    private readonly hasher: PasswordHasher,
    private readonly events: AuthEvents,
    private readonly queue: HashQueue,
  ) {}

  /** Starts an upgrade if the hash needs one. Several log-ins of a user start one upgrade. */
  startIfNeeded(verified: VerifiedPassword): void {
    const { userId, hash, password } = verified;
    if (this.isStopping || this.running.has(userId)) return;
    if (this.users.replacePasswordHash === undefined) return;
    if (this.hasher.needsRehash?.(hash, password) !== true) return;
    const upgrade = this.run(verified).finally(() => this.running.delete(userId));
    this.running.set(userId, upgrade);
  }

  /** Waits for the upgrades, because the database is closed afterwards. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running.values());
  }

  private async run({ userId, hash, password }: VerifiedPassword): Promise<void> {
    try {
      const newHash = await this.queue.run(() => this.hasher.hash(password), { bucket: BUCKET });
      // A password that was changed in the meantime is kept: its hash is another one.
      if (!(await this.users.replacePasswordHash!(userId, hash, newHash))) return;
      this.events.emit({ type: 'authn_password_rehashed', userId });
    } catch (error) {
      if (error instanceof QueueFullError) return;
      this.logger.warn(`A password hash was not upgraded: ${safeReasonOf(error)}`);
    }
  }
}
