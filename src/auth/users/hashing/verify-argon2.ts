import { verify } from '@node-rs/argon2';
import type { Argon2Hash } from '../../domain/password-hash/argon2-format.js';

/** Compares in libuv's thread pool. The library compares digests in constant time. */
export const verifyArgon2 = ({ phc }: Argon2Hash, password: string): Promise<boolean> =>
  verify(phc, password);
