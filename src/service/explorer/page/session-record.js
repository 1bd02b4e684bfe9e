/**
 * The tokens of the session, and the key of its refresh token, where every tab reads them anew: the
 * rules for clients of the README. Swagger UI writes it (`persistAuthorization`).
 */
export const SESSION = 'session';

const STORED_AS = 'authorized';

/** @returns {{ access?: string, refresh?: string, key?: string }} */
export function storedTokens() {
  try {
    return stored()[SESSION]?.token ?? {};
  } catch {
    return {};
  }
}

const stored = () => JSON.parse(localStorage.getItem(STORED_AS) ?? '{}');

/** The tokens that come after `before`, with a key of their own if the refresh token is new. */
export function successorsOf(before, tokens) {
  const isSame = tokens.refresh === undefined || tokens.refresh === before.refresh;
  return { ...before, ...tokens, key: (isSame && before.key) || newKey() };
}

/** 128 fresh random bits. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** Follows what other tabs do. */
export function followOtherTabs({ authActions }) {
  addEventListener('storage', ({ key }) => {
    if (key === STORED_AS) authActions.restoreAuthorization({ authorized: stored() });
  });
}
