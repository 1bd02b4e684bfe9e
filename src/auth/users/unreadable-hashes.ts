import { Logger } from '@nestjs/common';
import { isUnusable } from '../domain/password-hash/read-password-hash.js';

/** After so many users, the log has enough lines, and the memory is bounded. */
const MAX_REPORTED = 10_000;

/** Reports password hashes that no password matches, once for each user. */
export class UnreadableHashes {
  private readonly logger = new Logger('PasswordHasher');
  private readonly reported = new Set<string>();

  /** @param hash is not logged; Django's mark of a user without a password is not reported */
  report(userId: string, hash: string): void {
    if (isUnusable(hash) || this.reported.has(userId)) return;
    if (this.reported.size >= MAX_REPORTED) return;
    this.reported.add(userId);
    this.logger.warn(
      `The password hash of user ${JSON.stringify(userId)} has an unknown format, or costs too ` +
        'much to verify. No password matches it. Set a new password.',
    );
  }
}
