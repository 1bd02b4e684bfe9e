import pg from 'pg';
import { familyOf, usageOf, usedBetween } from './usage.mjs';

/**
 * Measures a PostgreSQL server. Its WAL comes from the position of the log. Its writes come from /proc:
 * the statistics of PostgreSQL (`pg_stat_wal`, since PostgreSQL 18 `pg_stat_io`) lack up to ten seconds
 * of each connection, which is longer than a round.
 *
 * @typedef {{ usage: import('./usage.mjs').UsageByProcess, walPosition: number }} Reading
 * @typedef {ReturnType<typeof usedOf>} DatabaseUsage
 * @typedef {{ read(): Promise<Reading>, close(): Promise<void> }} PostgresMeter
 */

/**
 * @param {string} url
 * @param {number} pid of the server
 * @returns {Promise<PostgresMeter>}
 */
export async function createPostgresMeter(url, pid) {
  const client = new pg.Client(url);
  await client.connect();
  return {
    async read() {
      const { rows } = await client.query('SELECT pg_current_wal_lsn() AS position');
      return { usage: usageOf(familyOf(pid)), walPosition: bytesOf(rows[0].position) };
    },
    close: () => client.end(),
  };
}

/**
 * @param {Reading} before
 * @param {Reading} after
 */
export const usedOf = (before, after) => ({
  ...usedBetween(before.usage, after.usage),
  walBytes: after.walPosition - before.walPosition,
});

/** @param {string} position in the log, as PostgreSQL writes it: two hexadecimal halves */
export function bytesOf(position) {
  const [high = '', low = ''] = position.split('/');
  return parseInt(high, 16) * 2 ** 32 + parseInt(low, 16);
}
