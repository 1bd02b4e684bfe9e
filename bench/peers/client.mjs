import { Client } from 'undici';
import { send } from '../client.mjs';
import { requestOf, tokenIn } from './protocol.mjs';

/**
 * Creates a client of a peer, with one connection. It consumes each refresh token of its session once.
 *
 * @param {string} origin
 * @param {import('./protocol.mjs').Sessions} sessions
 * @param {number} number of the session
 */
export function createPeerClient(origin, { protocol, tokens }, number) {
  const connection = new Client(origin);
  let token = tokens[number] ?? '';

  async function refresh() {
    const next = tokenIn(protocol, await send(connection, requestOf(protocol, token)));
    if (next === token) throw new Error('The refresh token was not rotated.');
    token = next;
  }

  return { refresh };
}
