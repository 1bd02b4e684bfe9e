import { newKey } from './token-keys.js';

/**
 * Security scheme under which Swagger UI stores the tokens of the session and their key
 * (`persistAuthorization`). Every tab reads them again for each request, as docs/clients.md requires.
 */
export const LOG_IN_SCHEME = 'passwordAuth';

const STORED_AS = 'authorized';

/** @returns {{ access?: string, refresh?: string, key?: string, refresh_jti?: string }} */
export function storedTokens() {
  try {
    return stored()[LOG_IN_SCHEME]?.token ?? {};
  } catch {
    return {};
  }
}

const stored = () => JSON.parse(localStorage.getItem(STORED_AS) ?? '{}');

/** Returns the tokens that replace `before`, with a new key if the refresh token is new. */
export function successorsOf(before, tokens) {
  // The refresh token is in a cookie, and its key is chosen when it is sent: token-keys.js.
  if (tokens.refresh_jti !== undefined) return tokens;
  const isSame = tokens.refresh === undefined || tokens.refresh === before.refresh;
  return { ...before, ...tokens, key: (isSame && before.key) || newKey() };
}

/** Follows log-ins, refreshes and log-outs in other tabs. */
export function followOtherTabs({ authActions }) {
  addEventListener('storage', ({ key }) => {
    if (key === STORED_AS) authActions.restoreAuthorization({ authorized: stored() });
  });
}
