import { deepStrictEqual, strictEqual } from 'node:assert';

/**
 * Obtains a token, refreshes it, and refreshes the consumed token again.
 * @param {string} origin
 * @throws when a response is not the expected one
 */
export async function checkTokenFlow(origin) {
  strictEqual((await fetch(`${origin}/orders`)).status, 401);
  const first = await pairOf(origin, 'token/', { username: 'carol', password: 'a good password' });
  const second = await pairOf(origin, 'token/refresh/', { refresh: first.refresh });
  const headers = { Authorization: `Bearer ${second.access}` };
  deepStrictEqual(await (await fetch(`${origin}/orders`, { headers })).json(), { of: '7' });
  const again = await post(origin, 'token/refresh/', { refresh: first.refresh });
  deepStrictEqual([again.status, (await bodyOf(again))['code']], [401, 'token_not_valid']);
}

/**
 * @param {string} origin
 * @param {string} path
 * @param {object} body
 */
async function pairOf(origin, path, body) {
  const response = await post(origin, path, body);
  const { access, refresh } = await bodyOf(response);
  strictEqual(response.status, 200);
  return { access, refresh };
}

/**
 * @param {string} origin
 * @param {string} path
 * @param {object} body
 */
function post(origin, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(`${origin}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** @param {Response} response */
const bodyOf = async (response) =>
  /** @type {Record<string, string>} */ (/** @type {unknown} */ (await response.json()));
