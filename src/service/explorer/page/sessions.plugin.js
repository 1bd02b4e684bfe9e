/** Makes Swagger UI follow the session when the user logs in, refreshes or logs out. */
import { revokeCookie, usesCookies } from './cookie-transport.js';
import { LOG_IN_SCHEME, storedTokens, successorsOf } from './session-record.js';
import { urlOf } from './path-prefix.js';

const PASTED = 'jwtAuth';

/** The refresh token whose session the user has revoked by "Try it out". */
let revoked;

/** Stands for the refresh token of the cookie, which this page cannot read. */
const COOKIE = 'cookie';

const auth = {
  // Swagger UI would store the password with the token.
  authorizeOauth2:
    (authorize, { authActions, authSelectors }) =>
    ({ auth: { name, schema, username }, token }) => {
      if (authSelectors.authorized()?.has(PASTED)) authActions.logout([PASTED]);
      revokeReplaced(token);
      return authorize({
        auth: { name, schema, username },
        token: successorsOf(storedTokens(), token),
      });
    },

  // Swagger UI fails on an empty form, and accepts any text as a token.
  authorize:
    (authorize, { errActions }) =>
    (schemes) => {
      const value = schemes[PASTED]?.value;
      if (!value) return undefined;
      if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return authorize(schemes);
      const message = 'This is not a token. A token has three parts separated by dots.';
      return errActions.newAuthErr({ authId: PASTED, level: 'error', source: 'auth', message });
    },

  logout: (logout) => (names) => {
    if (names.includes(LOG_IN_SCHEME)) revokeStored();
    return logout(names);
  },

  // Otherwise the last field of the dialog would have the focus.
  showDefinitions: (show) => (definitions) => {
    if (definitions) setTimeout(() => document.querySelector('#oauth_username')?.focus());
    return show(definitions);
  },
};

/** Applies the responses of "Try it out" to the session. */
const spec = {
  setResponse: (setResponse, system) => (path, method, response) => {
    // Swagger UI wraps every response that is not 2xx in an error.
    const { status } = response.err?.response ?? response;
    const follow = { 200: FOLLOW[path], 401: FOLLOW_401[path] }[status];
    follow?.(system, response.body, sentBy(system, path, method));
    return setResponse(path, method, response);
  },
};

const FOLLOW = {
  '/api/token/': takeOver,
  '/api/token/refresh/': (system, tokens, sent) => {
    // Another tab may have refreshed in the meantime.
    const isFollowed = sent.isOwn !== true || sent.refresh === storedTokens().refresh;
    if (isFollowed || tokens.refresh_jti !== undefined) takeOver(system, tokens);
  },
  // The service has revoked the previous session.
  '/api/me/password/': (system, tokens) => {
    revoked = storedTokens().refresh;
    takeOver(system, tokens);
  },
  '/api/token/blacklist/': ({ authActions }, _, { refresh }) => {
    if (refresh !== storedTokens().refresh) return;
    revoked = refresh ?? COOKIE;
    authActions.logoutWithPersistOption([LOG_IN_SCHEME]);
  },
};

const FOLLOW_401 = {
  // Rule 5 for clients: if no other tab has replaced the token, logging out revokes the session.
  '/api/token/refresh/': ({ authActions }, _, { refresh }) => {
    const isCookie = refresh === undefined && usesCookies();
    if (isCookie || (refresh !== undefined && refresh === storedTokens().refresh)) {
      authActions.logoutWithPersistOption([LOG_IN_SCHEME]);
    }
  },
};

function takeOver({ authActions, specSelectors }, token) {
  const schema = specSelectors.securityDefinitions().get(LOG_IN_SCHEME);
  authActions.authorizeOauth2WithPersistOption({ auth: { name: LOG_IN_SCHEME, schema }, token });
}

/** Returns the fields of the request; an empty object if its body is not JSON. */
function sentBy({ specSelectors }, path, method) {
  const request = specSelectors.mutatedRequestFor(path, method);
  try {
    return { ...JSON.parse(request.get('body')), isOwn: request.get('isOwn') };
  } catch {
    return {};
  }
}

/** Revokes the previous session when the user logs in again. A refresh keeps the session. */
function revokeReplaced({ refresh }) {
  const before = storedTokens().refresh;
  if (before !== undefined && refresh !== undefined && sidOf(before) !== sidOf(refresh)) {
    revokeSession(before);
  }
}

const sidOf = (token) =>
  JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sid;

/** Revokes the session of this browser, unless "Try it out" has just revoked it. */
function revokeStored() {
  const { refresh } = storedTokens();
  if (refresh !== undefined || !usesCookies()) return revokeSession(refresh);
  if (revoked === COOKIE) revoked = undefined;
  else revokeCookie().catch(() => {});
}

/** Revokes a session. Ignores errors: the explorer has already forgotten the session. */
function revokeSession(refresh) {
  if (refresh === undefined || refresh === revoked) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ refresh });
  fetch(urlOf('/api/token/blacklist/'), { method: 'POST', headers, body }).catch(() => {});
}

export const sessions = () => ({
  statePlugins: { auth: { wrapActions: auth }, spec: { wrapActions: spec } },
});
