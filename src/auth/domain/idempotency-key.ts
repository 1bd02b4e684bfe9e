import { hash } from 'node:crypto';
import { AuthError } from './auth-error.js';

/** Takes the place of a key's hash where a token was consumed without a key. Matches no key. */
export const NO_KEY_HASH = '-'.repeat(43);

const KEY = /^[\x21-\x7e]{16,255}$/;

/** A string of RFC 9651 §3.3.3: quoted, with `\"` and `\\` as its only escapes. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * Parses an `Idempotency-Key`. The quoted form of draft-ietf-httpapi-idempotency-key-header and the
 * bare form are the same key.
 *
 * @param header the value of the header, as received
 * @returns the key without quotes, or undefined if it is not 16 to 255 visible ASCII characters
 */
export function parseIdempotencyKey(header: string): string | undefined {
  const key = header.startsWith('"') ? unquoted(header) : header;
  return key !== undefined && KEY.test(key) ? key : undefined;
}

const unquoted = (text: string): string | undefined =>
  QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');

/**
 * Hashes the `Idempotency-Key` of a request. The key is a secret: only its hash is stored
 * (docs/rotation.md, The idempotency key).
 *
 * @param header the value of the header; null or undefined if the request has none
 * @returns its SHA-256 in base64url (43 characters), or {@link NO_KEY_HASH} without a key
 * @throws {AuthError} `invalid_key` if the header is present and is not a key
 */
export function keyHashOf(header: string | null | undefined): string {
  if (header === null || header === undefined) return NO_KEY_HASH;
  const key = typeof header === 'string' ? parseIdempotencyKey(header) : undefined;
  if (key !== undefined) return hash('sha256', key, 'base64url');
  throw new AuthError('invalid_key');
}

/** Checks whether two hashes belong to one key. Requests without a key never match each other. */
export const isSameKey = (keyHash: string, recorded: string | undefined): boolean =>
  keyHash !== NO_KEY_HASH && keyHash === recorded;
