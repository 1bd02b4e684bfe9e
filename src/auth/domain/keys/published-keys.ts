import { type PublicJwk, publicJwkOf } from './jwk.js';
import type { KeyWithState } from './key-state.js';

/** Returns the public keys that others need now or soon: all that have not expired. */
export const publishedKeys = (states: readonly KeyWithState[]): PublicJwk[] =>
  states
    .filter(({ state }) => state !== 'expired')
    .map(({ key }) => publicJwkOf(key.publicKey, key.algorithm));
