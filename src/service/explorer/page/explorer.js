/** The explorer: Swagger UI with a log-in by user name and password. */
import { readTransport, withCookies } from './cookie-transport.js';
import { followOtherTabs, storedTokens } from './session-record.js';
import { sessions } from './sessions.plugin.js';
import { atPrefix, urlOf } from './path-prefix.js';

const DOCUMENT = urlOf('/api/openapi.json');

/** Matches the example tokens of the document, which requests replace with the user's tokens. */
const EXAMPLE = /("(refresh|token)"\s*:\s*")[\w-]+\.[\w-]+\.c2lnbmVkLWJ5LW5vYm9keS[\w-]*(?=")/g;

/** Replaces example tokens with those of the session, and adds its key if the request has none. */
function withOwnTokens(request) {
  const { access, refresh, key } = storedTokens();
  if (typeof request.body !== 'string' || access === undefined) return request;
  const own = { refresh, token: access };
  const body = request.body.replace(EXAMPLE, (all, before, name) =>
    own[name] === undefined ? all : before + own[name],
  );
  request.isOwn = body !== request.body;
  request.body = body;
  if (request.isOwn && request.url.endsWith('/api/token/refresh/')) {
    request.headers['Idempotency-Key'] ??= key;
  }
  return request;
}

/** Adds the path prefix of a proxy, which Swagger UI would omit, and reads the transport. */
function withPrefix(response) {
  if (!response.ok || response.url !== DOCUMENT) return response;
  const document = JSON.parse(response.text);
  readTransport(document);
  response.text = JSON.stringify(atPrefix(document));
  return response;
}

/** Puts the error message into the status text, the only part that the log-in dialog shows. */
function withReason(response) {
  const reason = response.ok ? undefined : reasonIn(response.body ?? {});
  if (reason !== undefined) response.statusText = reason;
  return response;
}

function reasonIn({ detail, ...fields }) {
  const [field, [message] = []] = Object.entries(fields)[0] ?? [];
  return detail ?? (message && `${field}: ${message}`);
}

/** Logs in on Enter: the fields of the dialog are not in a form. */
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
  url: DOCUMENT,
  dom_id: '#explorer',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [sessions],
  requestInterceptor: (request) => withCookies(withOwnTokens(request)),
  responseInterceptor: (response) => withReason(withPrefix(response)),
});
followOtherTabs(ui.getSystem());
