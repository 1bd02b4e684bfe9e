import { PASSWORD, usernameOf } from '../users.mjs';
import { KEYTURN, tokenIn } from './protocol.mjs';

/**
 * Creates sessions for the probes.
 *
 * @param {string} origin
 * @param {number} count
 * @returns {Promise<import('./protocol.mjs').Sessions>}
 */
export async function logInToKeyturn(origin, count) {
  const tokens = [];
  for (let number = 0; number < count; number++) tokens.push(await logIn(origin, number));
  return { protocol: KEYTURN, tokens };
}

/** @param {string} origin @param {number} number of the user */
async function logIn(origin, number) {
  const response = await fetch(new URL('/api/token/', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: usernameOf(number), password: PASSWORD }),
  });
  return tokenIn(KEYTURN, await response.text());
}
