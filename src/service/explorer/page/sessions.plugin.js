/** Teaches Swagger UI what a session is: it begins, goes on and ends by whatever the person does. */
import { SESSION, storedTokens, successorsOf } from './session-record.js';
import { urlOf } from './path-prefix.js';

const PASTED = 'jwtAuth';

/** The refresh token whose session the person has ended by hand. */
let ended;

const auth = {
  // Swagger UI would store the password beside the token.
  authorizeOauth2:
    (authorize, { authActions, authSelectors }) =>
    ({ auth: { name, schema, username }, token }) => {
      if (authSelectors.authorized()?.has(PASTED)) authActions.logout([PASTED]);
      endReplaced(token);
      return authorize({
        auth: { name, schema, username },
        token: successorsOf(storedTokens(), token),
      });
    },

  // Swagger UI stumbles over a form that was left empty, and takes anything for a token.
  authorize:
    (authorize, { errActions }) =>
    (schemes) => {
      const value = schemes[PASTED]?.value;
      if (!value) return undefined;
      if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return authorize(schemes);
      const message = 'This is no token: it has three parts with dots between them.';
      return errActions.newAuthErr({ authId: PASTED, level: 'error', source: 'auth', message });
    },

  logout: (logout) => (names) => {
    if (names.includes(SESSION)) endSession(storedTokens().refresh);
    return logout(names);
  },

  // The last field of the dialog takes the focus, and would take the name and the password.
  showDefinitions: (show) => (definitions) => {
    if (definitions) setTimeout(() => document.querySelector('#oauth_username')?.focus());
    return show(definitions);
  },
};

/** What "Try it out" was answered is true of the session as well. */
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
    // Another tab may have gone on meanwhile.
    if (sent.isOwn !== true || sent.refresh === storedTokens().refresh) takeOver(system, tokens);
  },
  '/api/token/blacklist/': ({ authActions }, _, { refresh }) => {
    if (refresh !== storedTokens().refresh) return;
    ended = refresh;
    authActions.logoutWithPersistOption([SESSION]);
  },
};

const FOLLOW_401 = {
  // Rule 5 for clients: if no other tab has replaced the token, logging out revokes the session.
  '/api/token/refresh/': ({ authActions }, _, { refresh }) => {
    if (refresh !== undefined && refresh === storedTokens().refresh) {
      authActions.logoutWithPersistOption([SESSION]);
    }
  },
};

function takeOver({ authActions, specSelectors }, token) {
  const schema = specSelectors.securityDefinitions().get(SESSION);
  authActions.authorizeOauth2WithPersistOption({ auth: { name: SESSION, schema }, token });
}

/** What was sent, as far as it is known. */
function sentBy({ specSelectors }, path, method) {
  const request = specSelectors.mutatedRequestFor(path, method);
  try {
    return { ...JSON.parse(request.get('body')), isOwn: request.get('isOwn') };
  } catch {
    return {};
  }
}

/** A refresh answers the same session, and whoever logs in anew leaves the one before. */
function endReplaced({ refresh }) {
  const before = storedTokens().refresh;
  if (before !== undefined && refresh !== undefined && sidOf(before) !== sidOf(refresh)) {
    endSession(before);
  }
}

const sidOf = (token) =>
  JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).sid;

/** Ends a session where it lives; whoever is away has ended it here at least. */
function endSession(refresh) {
  if (refresh === undefined || refresh === ended) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ refresh });
  fetch(urlOf('/api/token/blacklist/'), { method: 'POST', headers, body }).catch(() => {});
}

export const sessions = () => ({
  statePlugins: { auth: { wrapActions: auth }, spec: { wrapActions: spec } },
});
