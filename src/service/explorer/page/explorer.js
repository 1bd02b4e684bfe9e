/** The explorer: Swagger UI that knows what a login is. */
const LOGIN = 'login';
const PASTED = 'jwtAuth';

/** What the document's example tokens end with; they stand for those of whoever is logged in. */
const NOBODYS_SIGNATURE = /\.c2lnbmVkLWJ5LW5vYm9keS[\w-]*$/;

/** Where tokens come from. */
const PAIRS = ['/api/token/', '/api/token/refresh/'];

const tokensOf = ({ authSelectors }) =>
  authSelectors.authorized()?.getIn([LOGIN, 'token'])?.toJS() ?? {};

/** A token that came by "Try it out" is the login's as well as one that came by the dialog. */
function takeOver(system, tokens) {
  const schema = system.specSelectors.securityDefinitions().get(LOGIN);
  const token = { ...tokensOf(system), ...tokens };
  system.authActions.authorizeOauth2WithPersistOption({ auth: { name: LOGIN, schema }, token });
}

/** Ends the login where it lives; whoever is away has ended it here at least. */
function endLogin(system) {
  const { refresh } = tokensOf(system);
  if (refresh === undefined) return;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ refresh });
  fetch('/api/token/blacklist/', { method: 'POST', headers, body }).catch(() => {});
}

const logins = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        // Swagger UI would store the password beside the token.
        authorizeOauth2:
          (authorize, { authActions, authSelectors }) =>
          ({ auth: { name, schema, username }, token }) => {
            if (authSelectors.authorized()?.has(PASTED)) authActions.logout([PASTED]);
            return authorize({ auth: { name, schema, username }, token });
          },
        // Swagger UI stumbles over a form that was left empty.
        authorize: (authorize) => (schemes) =>
          Object.keys(schemes).length > 0 ? authorize(schemes) : undefined,
        logout: (logout, system) => (names) => {
          if (names.includes(LOGIN)) endLogin(system);
          return logout(names);
        },
      },
    },
    spec: {
      wrapActions: {
        setResponse: (setResponse, system) => (path, method, response) => {
          if (PAIRS.includes(path) && response.status === 200) takeOver(system, response.body);
          return setResponse(path, method, response);
        },
      },
    },
  },
});

/** Puts the login's tokens where the examples' are. */
function withOwnTokens(request) {
  if (typeof request.body !== 'string') return request;
  const { access, refresh } = tokensOf(ui.getSystem());
  const own = { refresh, token: access };
  const insert = (name, value) => (NOBODYS_SIGNATURE.test(value) ? (own[name] ?? value) : value);
  try {
    request.body = JSON.stringify(JSON.parse(request.body, insert));
  } catch {
    // No JSON: a form, or somebody tries what happens then.
  }
  return request;
}

/** Swagger UI shows an error's status text, and the dialog shows nothing else. */
function withReason(response) {
  const reason = response.ok ? undefined : response.body?.detail;
  if (reason !== undefined) response.statusText = reason;
  return response;
}

/** The login's fields are no form, so Enter would do nothing. */
function logInByEnter({ key, target }) {
  if (key !== 'Enter' || !target.matches('#oauth_username, #oauth_password')) return;
  target.closest('.auth-container').querySelector('button.authorize').click();
}

function followColorScheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', follow);
  follow();
}

addEventListener('keydown', logInByEnter);
followColorScheme();
const ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#explorer',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [logins],
  requestInterceptor: withOwnTokens,
  responseInterceptor: withReason,
});
