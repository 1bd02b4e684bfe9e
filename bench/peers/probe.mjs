import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { requestOf, tokenIn } from './protocol.mjs';

/**
 * Sends requests to a server to test its guarantees, instead of trusting its documentation.
 *
 * @typedef {import('./peer.mjs').Refreshable} Refreshable
 * @typedef {{ name: string, isDurable: boolean, successes: number, rejectsConsumed: boolean, revokesOnReuse: boolean, repeatsResponse: boolean }} Findings
 *   `isDurable`: whether the write-ahead log is on the disk before the response; `successes`: most of
 *   `AT_ONCE` requests with the same token that succeeded; `repeatsResponse`: whether a repeated
 *   request returns the same token, which is still active
 */

export const AT_ONCE = 16;
const RACES = 3;
const COMMITS = 9;

/** How many sessions the probes of a server need: each has its own. */
export const PROBED_SESSIONS = RACES + 3;

/**
 * @param {string} name
 * @param {Refreshable} server
 * @param {readonly string[]} tokens of sessions that no client uses
 * @param {string} databaseUrl
 * @returns {Promise<Findings>}
 */
export async function probe(name, server, tokens, databaseUrl) {
  const [durable = '', reused = '', retried = '', ...raced] = tokens;
  const successes = [];
  for (const token of raced) successes.push(await race(server, token));
  return {
    name,
    isDurable: await flushesBeforeResponse(server, durable, databaseUrl),
    successes: Math.max(...successes),
    ...(await reuse(server, reused)),
    repeatsResponse: await retry(server, retried),
  };
}

/**
 * @param {Refreshable} server
 * @param {string} token
 * @param {string} [key] a new one by default, as of another client
 * @returns {Promise<string | undefined>} the next token, or undefined when the server rejects this one
 */
async function refresh({ origin, sessions: { protocol } }, token, key = randomUUID()) {
  const { path, ...init } = requestOf(protocol, token, key);
  const response = await fetch(new URL(path, origin), init);
  const text = await response.text();
  return response.status === 200 ? tokenIn(protocol, text) : undefined;
}

/** @param {Refreshable} server @param {string} token @returns the number of successes */
async function race(server, token) {
  const all = await Promise.all(Array.from({ length: AT_ONCE }, () => refresh(server, token)));
  return all.filter((next) => next !== undefined).length;
}

/** @param {Refreshable} server @param {string} token */
async function reuse(server, token) {
  const next = (await refresh(server, token)) ?? '';
  const rejectsConsumed = (await refresh(server, token)) === undefined;
  return { rejectsConsumed, revokesOnReuse: (await refresh(server, next)) === undefined };
}

/** @param {Refreshable} server @param {string} token */
async function retry(server, token) {
  const key = randomUUID();
  const next = await refresh(server, token, key);
  if (next === undefined || (await refresh(server, token, key)) !== next) return false;
  return (await refresh(server, next)) !== undefined;
}

const POSITIONS =
  'SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() AS "isFlushed", ' +
  'pg_current_wal_insert_lsn()::text AS position';

/**
 * Compares the positions of the write-ahead log right after a response. PostgreSQL itself writes to
 * it now and then, so the majority of the responses decides.
 *
 * @param {Refreshable} server
 * @param {string} token
 * @param {string} databaseUrl
 */
async function flushesBeforeResponse(server, token, databaseUrl) {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  let [next, flushed] = [token, 0];
  for (let i = 0; i < COMMITS; i++) {
    const before = (await client.query(POSITIONS)).rows[0];
    next = (await refresh(server, next)) ?? '';
    const after = (await client.query(POSITIONS)).rows[0];
    if (after.isFlushed && after.position !== before.position) flushed++;
  }
  await client.end();
  return flushed > COMMITS / 2;
}
