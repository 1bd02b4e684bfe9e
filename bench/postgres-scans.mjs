import pg from 'pg';

const SCANS = `
  SELECT seq_scan, idx_scan FROM pg_stat_user_tables WHERE relname = 'keyturn_refresh_token'`;

/** @typedef {{ whole: number, byIndex: number }} Scans of a table */

/**
 * Counts the scans of the table of sessions. A connection may report its last ones only when it closes.
 *
 * @param {string} url
 * @returns {Promise<Scans>} since the creation of the table
 */
export async function countScans(url) {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(SCANS);
  await client.end();
  return { whole: Number(rows[0].seq_scan), byIndex: Number(rows[0].idx_scan) };
}
