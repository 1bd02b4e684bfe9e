import { createHash, randomBytes } from 'node:crypto';
import { tokenIn } from './protocol.mjs';

/**
 * A public OAuth client that uses the code flow with PKCE, as RFC 9700 requires.
 *
 * @typedef {{ clientId: string, authorizationPath: string, tokenPath: string, parameters?: Record<string, string> }} OAuthClient
 *   `parameters`: others of the authorization request
 * @typedef {ReturnType<typeof import('./browser.mjs').createBrowser>} Browser
 */

const REDIRECT_URI = 'http://127.0.0.1/callback';

/**
 * Refreshes without the scope `openid`: Keyturn has no ID tokens, so the peer need not sign one.
 *
 * @param {OAuthClient} client
 * @returns {import('./protocol.mjs').Protocol}
 */
export const protocolOf = ({ clientId, tokenPath }) => ({
  path: tokenPath,
  format: 'form',
  field: 'refresh_token',
  parameters: { grant_type: 'refresh_token', client_id: clientId, scope: 'offline_access' },
});

/**
 * @param {string} origin
 * @param {OAuthClient} client
 * @param {Browser} browser of a signed-in user
 * @returns {Promise<string>} the refresh token of a new session
 */
export async function obtainToken(origin, client, browser) {
  const verifier = randomBytes(32).toString('base64url');
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: await authorize(client, browser, verifier),
    redirect_uri: REDIRECT_URI,
    client_id: client.clientId,
    code_verifier: verifier,
  });
  const response = await fetch(new URL(client.tokenPath, origin), { method: 'POST', body });
  return tokenIn(protocolOf(client), await response.text());
}

/**
 * @param {OAuthClient} client
 * @param {Browser} browser
 * @param {string} verifier
 * @returns {Promise<string>} an authorization code
 */
async function authorize({ clientId, authorizationPath, parameters }, browser, verifier) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope: 'openid offline_access',
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  const end = await browser.follow(`${authorizationPath}?${query}`);
  const code = end.searchParams.get('code');
  if (code === null) throw new Error(`The redirect has no code: ${end.search}`);
  return code;
}
