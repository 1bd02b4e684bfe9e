import { createHash } from 'node:crypto';

/** Returns the digest of a password hash, as `UserEntity.rehashedFrom` has it. */
export const digestOfHash = (passwordHash: string): string =>
  createHash('sha256').update(passwordHash).digest('hex');
