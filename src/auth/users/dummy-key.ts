import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * Derives the key that chooses the costs of dummy hashes from the signing secret (RFC 5869), so that
 * all instances choose alike, and after a restart too.
 */
export const dummyKeyOf = (secret: KeyObject): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'keyturn dummy hashes', 32)));
