import { randomBytes } from 'node:crypto';
import { Client } from 'undici';
import { PASSWORD, usernameOf } from './users.mjs';

const JSON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'keyturn-bench' };

/**
 * Creates a client with one connection and one session. It follows the rules for clients: it consumes
 * each refresh token once, with a new key of 128 random bits.
 *
 * @param {string} origin
 * @param {number} number of the user
 */
export function createClient(origin, number) {
  const connection = new Client(origin);
  const credentials = JSON.stringify({ username: usernameOf(number), password: PASSWORD });
  let tokens = { access: '', refresh: '' };

  async function logIn() {
    tokens = await post(connection, '/api/token/', credentials);
  }

  async function refresh() {
    tokens = await refreshWith(tokens.refresh);
  }

  /** @param {string} token of any session */
  async function refreshWith(token) {
    const body = JSON.stringify({ refresh: token });
    const key = randomBytes(16).toString('base64url');
    const response = await post(connection, '/api/token/refresh/', body, {
      'idempotency-key': key,
    });
    if (response.refresh === token) throw new Error('The refresh token was not rotated.');
    return response;
  }

  async function me() {
    const headers = { authorization: `Bearer ${tokens.access}`, 'user-agent': 'keyturn-bench' };
    await send(connection, { path: '/api/me/', method: 'GET', headers });
  }

  return { logIn, refresh, refreshWith, me };
}

/**
 * @param {Client} connection
 * @param {string} path
 * @param {string} body
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ access: string, refresh: string }>}
 */
async function post(connection, path, body, headers) {
  const all = headers ? { ...JSON_HEADERS, ...headers } : JSON_HEADERS;
  const text = await send(connection, { path, method: 'POST', headers: all, body });
  const tokens = JSON.parse(text);
  if (tokens.access && tokens.refresh) return tokens;
  throw new Error(`${path} returned no pair: ${text}`);
}

/**
 * Uses undici's `dispatch`, because `request` creates a stream for each body. The generator must cost
 * less than the server that it measures.
 *
 * @param {Client} connection
 * @param {import('undici').Dispatcher.DispatchOptions} request
 * @returns {Promise<string>}
 */
export function send(connection, request) {
  return new Promise((resolve, reject) => {
    let status = 0;
    let text = '';
    connection.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        text += chunk.toString('latin1');
      },
      onResponseEnd() {
        if (status === 200) resolve(text);
        else reject(new Error(`${request.path} responded with ${status}: ${text}`));
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });
}
