/** The idempotency keys of the last tokens, which all tabs share: docs/clients.md, Use cookies. */
const STORED_AS = 'keyturn-keys';

const MAX_KEYS = 8;

/**
 * Returns the key of a token. It is chosen and stored when the token is first sent, so that every
 * repetition has the same one, and a thief with a copy of the cookie another one.
 *
 * @param {string} refreshJti the ID of a refresh token
 * @returns {string} an idempotency key
 */
export function keyOf(refreshJti) {
  const keys = storedKeys();
  const known = keys.find(([jti]) => jti === refreshJti)?.[1];
  if (known !== undefined) return known;
  const key = newKey();
  const kept = [...keys, [refreshJti, key]].slice(-MAX_KEYS);
  localStorage.setItem(STORED_AS, JSON.stringify(kept));
  return key;
}

/** @returns {[jti: string, key: string][]} the oldest first */
function storedKeys() {
  try {
    return JSON.parse(localStorage.getItem(STORED_AS) ?? '[]');
  } catch {
    return [];
  }
}

/** Returns 128 random bits in hexadecimal. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
