/** The explorer: Swagger UI, for which a person needs a name and a password and nothing else. */
import { followOtherTabs, storedTokens } from './session-record.js';
import { sessions } from './sessions.plugin.js';
import { atPrefix, urlOf } from './path-prefix.js';

const DOCUMENT = urlOf('/api/openapi.json');

/** The document's example tokens: they stand for those of whoever is logged in. */
const EXAMPLE = /("(refresh|token)"\s*:\s*")[\w-]+\.[\w-]+\.c2lnbmVkLWJ5LW5vYm9keS[\w-]*(?=")/g;

/** Puts the session's tokens where the examples' are, and its key where there is none. */
function withOwnTokens(request) {
  const { access, refresh, key } = storedTokens();
  if (typeof request.body !== 'string' || access === undefined) return request;
  const own = { refresh, token: access };
  const body = request.body.replace(EXAMPLE, (_, before, name) => before + own[name]);
  request.isOwn = body !== request.body;
  request.body = body;
  if (request.isOwn && request.url.endsWith('/api/token/refresh/')) {
    request.headers['Idempotency-Key'] ??= key;
  }
  return request;
}

/** Swagger UI resolves the paths of the document at the root of the host, where a prefix is missing. */
function withPrefix(response) {
  if (response.ok && response.url === DOCUMENT) response.text = atPrefix(response.text);
  return response;
}

/** Swagger UI shows an error's status text, and the dialog shows nothing else. */
function withReason(response) {
  const reason = response.ok ? undefined : reasonIn(response.body ?? {});
  if (reason !== undefined) response.statusText = reason;
  return response;
}

function reasonIn({ detail, ...fields }) {
  const [field, [message] = []] = Object.entries(fields)[0] ?? [];
  return detail ?? (message && `${field}: ${message}`);
}

/** The session's fields are no form, so Enter would do nothing. */
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
  requestInterceptor: withOwnTokens,
  responseInterceptor: (response) => withReason(withPrefix(response)),
});
followOtherTabs(ui.getSystem());
