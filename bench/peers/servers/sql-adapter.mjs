/**
 * An adapter for oidc-provider on PostgreSQL, with the statements of the example
 * example/adapters/contributed/sequelize.js in its repository, in one table. Consuming marks the row, even if it
 * was marked before.
 */
const PACKAGE = 'pg';

const SCHEMA = `CREATE TABLE IF NOT EXISTS model (
  name text, id text, data jsonb, grant_id text, uid text, expires_at timestamptz, consumed_at timestamptz,
  PRIMARY KEY (name, id))`;

const UPSERT = `INSERT INTO model (name, id, data, grant_id, uid, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (name, id) DO UPDATE SET data = $3, grant_id = $4, uid = $5, expires_at = $6`;

/** @typedef {{ data: object, consumed_at: Date | null }} Row */

/** @param {Row | undefined} row */
const modelOf = (row) =>
  row && { ...row.data, ...(row.consumed_at === null ? {} : { consumed: true }) };

export class SqlAdapter {
  /** @type {import('pg').Pool} */
  static pool;

  /**
   * @param {string} url
   * @returns {Promise<typeof SqlAdapter>}
   */
  static async on(url) {
    const { default: pg } = await import(PACKAGE);
    SqlAdapter.pool = new pg.Pool({ connectionString: url });
    // Two instances that start at the same time may both try to create the table.
    await SqlAdapter.pool.query(SCHEMA).catch(() => SqlAdapter.pool.query(SCHEMA));
    return SqlAdapter;
  }

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /**
   * @param {string} id
   * @param {{ grantId?: string, uid?: string }} data
   * @param {number} [expiresIn]
   */
  async upsert(id, data, expiresIn) {
    const expiresAt = expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000);
    await this.#run(UPSERT, id, data, data.grantId ?? null, data.uid ?? null, expiresAt);
  }

  /** @param {string} id */
  find(id) {
    return this.#findBy('id', id);
  }

  /** @param {string} uid */
  findByUid(uid) {
    return this.#findBy('uid', uid);
  }

  /** @param {string} id */
  async consume(id) {
    await this.#run('UPDATE model SET consumed_at = now() WHERE name = $1 AND id = $2', id);
  }

  /** @param {string} id */
  async destroy(id) {
    await this.#run('DELETE FROM model WHERE name = $1 AND id = $2', id);
  }

  /** @param {string} grantId */
  async revokeByGrantId(grantId) {
    await this.#run('DELETE FROM model WHERE name = $1 AND grant_id = $2', grantId);
  }

  /**
   * @param {'id' | 'uid'} column
   * @param {string} value
   */
  async #findBy(column, value) {
    const sql = `SELECT data, consumed_at FROM model WHERE name = $1 AND ${column} = $2`;
    return modelOf((await this.#run(sql, value)).rows[0]);
  }

  /**
   * @param {string} sql
   * @param {unknown[]} values
   */
  #run(sql, ...values) {
    return SqlAdapter.pool.query(sql, [this.name, ...values]);
  }
}
