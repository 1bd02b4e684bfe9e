/** Sends requests whose refresh token is in a cookie, which this page cannot read. */
import { keyOf } from './token-keys.js';
import { storedTokens } from './session-record.js';
import { urlOf } from './path-prefix.js';

const LOG_IN = urlOf('/api/token/');
const REFRESH = urlOf('/api/token/refresh/');
const PASSWORD = urlOf('/api/me/password/');

/** Matches the example `refresh_jti` of the document, which requests replace with the user's. */
const EXAMPLE_JTI = /("refresh_jti"\s*:\s*")0f4e7a3bc1d25968a0b7c6d5e4f30211(?=")/;

/** Whether the document of the service has a cookie for refresh tokens, and whether clients choose. */
const mode = { isCookie: false, isOptional: false };

export const usesCookies = () => mode.isCookie;

/**
 * Reads the transport from the document. Removes its cookies from the log-in dialog, because only
 * the service can set them.
 */
export function readTransport(document) {
  const { securitySchemes } = document.components;
  mode.isCookie = securitySchemes.refreshCookie !== undefined;
  const { security } = document.paths['/api/token/refresh/'].post;
  mode.isOptional = security.some((one) => Object.keys(one).length === 0);
  delete securitySchemes.refreshCookie;
  delete securitySchemes.accessCookie;
  for (const operation of Object.values(document.paths).flatMap(Object.values)) {
    operation.security = operation.security.filter((one) => !isCookie(one));
  }
}

const isCookie = (requirement) => Object.keys(requirement).some((name) => name.endsWith('Cookie'));

/** Adds what a request with a cookie needs. */
export function withCookies(request) {
  if (!mode.isCookie) return request;
  const { headers } = request;
  headers['X-Requested-With'] ??= 'keyturn';
  // With an access cookie the page has no access token.
  if (headers.Authorization === 'Bearer undefined') delete headers.Authorization;
  if (request.url === LOG_IN || request.url === PASSWORD) return asLogIn(request);
  return request.url === REFRESH && isOwnRefresh(request) ? asRefresh(request) : request;
}

/** The log-in dialog of Swagger UI sends a form, which any other site can send too. */
function asLogIn(request) {
  const { headers } = request;
  if (mode.isOptional) headers['X-Refresh-Token-Transport'] ??= 'cookie';
  if (!String(headers['Content-Type']).includes('form')) return request;
  headers['Content-Type'] = 'application/json';
  const { username, password } = Object.fromEntries(new URLSearchParams(request.body));
  request.body = JSON.stringify({ username, password });
  return request;
}

const isOwnRefresh = ({ body }) => typeof body === 'string' && EXAMPLE_JTI.test(body);

/** The tabs refresh one at a time, each with the ID and the key of the token at that time. */
function asRefresh(request) {
  request.isOwn = true;
  const template = request.body;
  request.userFetch = () => navigator.locks.request('keyturn', () => refresh(request, template));
  return request;
}

async function refresh(request, template) {
  identify(request, template, storedTokens().refresh_jti);
  const response = await send(request);
  const current = response.status === 422 ? await currentIn(response.clone()) : undefined;
  if (current === undefined) return response;
  // The page missed a response: the token of its cookie is newer than the stored ID.
  identify(request, template, current);
  return send(request);
}

/** Without an ID the service names the token of the cookie. */
function identify(request, template, refreshJti = '0'.repeat(32)) {
  request.body = template.replace(EXAMPLE_JTI, (_, before) => before + refreshJti);
  request.headers['Idempotency-Key'] = keyOf(refreshJti);
}

const currentIn = async (response) => (await response.json()).refresh_jti;

const send = ({ url, method, headers, body }) => fetch(url, { method, headers, body });

/** Revokes the session of the cookie. */
export function revokeCookie() {
  const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'keyturn' };
  const url = urlOf('/api/token/blacklist/');
  return fetch(url, { method: 'POST', headers, body: '{}' });
}
