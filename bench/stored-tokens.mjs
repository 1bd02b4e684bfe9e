import { randomUUID } from 'node:crypto';
import { createTokens } from './bare-tokens.mjs';
import { storedSession } from './stored-sessions.mjs';

/**
 * Signs refresh tokens of stored sessions, as if their clients had obtained them.
 *
 * @typedef {{ client: number, clients: number, stored: number }} Share
 *   Each of the clients has its own part of the stored sessions, which are numbered from 1.
 */

const REFRESH_SECONDS = 3600;

/** @param {string} secret of the service */
export function createStoredTokens(secret) {
  const { sign } = createTokens(secret);
  /** The number of refreshes of each session. @type {Map<number, number>} */
  const refreshes = new Map();

  /**
   * @param {Share} share
   * @returns {string} the current refresh token of a random session, which the caller must consume
   */
  return function take(share) {
    const number = randomNumberOf(share);
    const { sid, userId, generation } = storedSession(number);
    const count = refreshes.get(number) ?? 0;
    refreshes.set(number, count + 1);
    const iat = Math.floor(Date.now() / 1000);
    return sign({
      token_type: 'refresh',
      exp: iat + REFRESH_SECONDS,
      iat,
      jti: randomUUID(),
      user_id: userId,
      sub: userId,
      sid,
      gen: generation + count,
    });
  };
}

/**
 * @param {Share} share
 * @param {() => number} [random] from 0 to 1
 */
export function randomNumberOf({ client, clients, stored }, random = Math.random) {
  const count = Math.floor((stored - 1 - client) / clients) + 1;
  return 1 + client + clients * Math.floor(random() * count);
}
