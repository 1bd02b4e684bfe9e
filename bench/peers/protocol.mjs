/**
 * How a client of a server refreshes.
 *
 * @typedef {{ path: string, format: 'json' | 'form', field: string, parameters?: Readonly<Record<string, string>>, hasKeys?: boolean }} Protocol
 *   `field`: of the refresh token, in the request and in the response; `parameters`: others of the
 *   request; `hasKeys`: whether the server reads an `Idempotency-Key`
 * @typedef {{ protocol: Protocol, tokens: readonly string[] }} Sessions
 *   `tokens`: the refresh token of each session, which has a user of its own if the server has users
 * @typedef {{ path: string, method: 'POST', headers: Record<string, string>, body: string }} RefreshRequest
 */

/**
 * The protocol of Keyturn, for the probes.
 *
 * @type {Protocol}
 */
export const KEYTURN = {
  path: '/api/token/refresh/',
  format: 'json',
  field: 'refresh',
  hasKeys: true,
};

const TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/**
 * @param {Protocol} protocol
 * @param {string} token
 * @param {string} [key]
 * @returns {RefreshRequest}
 */
export function requestOf({ path, format, field, parameters, hasKeys }, token, key) {
  const values = { ...parameters, [field]: token };
  const body = format === 'json' ? JSON.stringify(values) : new URLSearchParams(values).toString();
  const headers = { 'content-type': TYPES[format], 'user-agent': 'keyturn-bench' };
  if (hasKeys && key !== undefined) Object.assign(headers, { 'idempotency-key': key });
  return { path, method: 'POST', headers, body };
}

/**
 * @param {Protocol} protocol
 * @param {string} text the body of a response
 * @returns {string} the refresh token
 * @throws when there is none
 */
export function tokenIn({ path, field }, text) {
  const token = JSON.parse(text)[field];
  if (typeof token === 'string') return token;
  throw new Error(`${path} returned no refresh token: ${text}`);
}
