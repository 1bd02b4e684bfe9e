import type { SessionQuery } from '../domain/session-query.js';
import { INSERTED_COLUMNS, INSERTED_VALUES, SESSION_COLUMNS } from './session-row.js';
import { Statement } from './statement.js';

/** The conditions of `sessionState` for an active session that depend on its row. */
const ROW_IS_ACTIVE =
  'revoked_at IS NULL AND expires_at > :activeAt AND session_expires_at > :activeAt';

/**
 * Returns the SQL of sessions.
 *
 * @param table the table of sessions, escaped
 * @param ownerCondition SQL that is true while the owner of row `session` is active and still has
 *   its `token_version`
 * @param recordLogin `UserStore.recordLoginStatement`
 */
export const sessionStatements = (table: string, ownerCondition: string, recordLogin?: string) => ({
  create: new Statement(insertInto(table)),

  /** The statements of a log-in in one. Only for PostgreSQL. */
  createAndCompare: new Statement(`
    WITH created AS (${insertInto(table)})${recordLogin === undefined ? '' : `, recorded AS (${recordLogin})`}
    ${clientsIn(table)}`),

  find: new Statement(`SELECT ${SESSION_COLUMNS} FROM ${table} WHERE id = :sid`),

  /** Has no condition on the generation (docs/rotation.md, Revoke a session). */
  revoke: new Statement(`
    UPDATE ${table} SET revoked_at = :now, revoked_reason = :reason
     WHERE id = :sid AND revoked_at IS NULL
    RETURNING ${SESSION_COLUMNS}`),

  revokeAllOf: revokeAllOf(table),

  /** Revokes every other session of a user. */
  revokeOthersOf: new Statement(`
    UPDATE ${table} SET revoked_at = :now, revoked_reason = :reason
     WHERE user_id = :userId AND id <> :except AND revoked_at IS NULL
    RETURNING id`),

  /**
   * Revokes the oldest sessions of a user, except :id and the newest :others of the others. The outer
   * condition keeps the reason of a session that another request revokes at the same time.
   */
  revokeOldest: new Statement(`
    UPDATE ${table} SET revoked_at = :now, revoked_reason = 'session_limit'
     WHERE revoked_at IS NULL AND id IN (
       SELECT id FROM ${table} AS session
        WHERE user_id = :userId AND token_version = :tokenVersion AND id <> :id
          AND ${ROW_IS_ACTIVE}
        ORDER BY id DESC LIMIT 1000000 OFFSET :others)
    RETURNING id`),

  clientsOf: new Statement(clientsIn(table)),

  list: (query: SessionQuery) => listSessions(table, ownerCondition, query),

  /** Reads along the primary key, so that no batch reads the rows of earlier batches. */
  revokeBatch: new Statement(`
    UPDATE ${table} SET revoked_at = :now, revoked_reason = :reason
     WHERE revoked_at IS NULL AND id IN (
       SELECT id FROM ${table}
        WHERE id > :after AND revoked_at IS NULL AND session_expires_at > :now
          AND created_at <= :createdUntil
        ORDER BY id LIMIT :limit)
    RETURNING id`),
});

const insertInto = (table: string): string =>
  `INSERT INTO ${table} (${INSERTED_COLUMNS}) VALUES (${INSERTED_VALUES})`;

const clientsIn = (table: string): string => `
  SELECT DISTINCT ip, user_agent FROM (
    SELECT ip, user_agent FROM ${table}
     WHERE user_id = :userId AND id < :before
     ORDER BY id DESC LIMIT :limit) AS newest`;

/**
 * Revokes every session of a user.
 *
 * @param table the table of sessions, escaped
 * @param condition an additional SQL condition
 */
export const revokeAllOf = (table: string, condition?: string): Statement =>
  new Statement(`
    UPDATE ${table} SET revoked_at = :now, revoked_reason = :reason
     WHERE user_id = :userId AND revoked_at IS NULL${condition === undefined ? '' : ` AND ${condition}`}
    RETURNING id`);

/**
 * Returns the SQL of a page of sessions. It contains only the conditions that the query needs, so
 * that each plan reads its page along one index: the primary key or `(user_id, id)`. With `before`, the
 * nearest sessions come first.
 */
function listSessions(
  table: string,
  ownerCondition: string,
  { userId, activeAt, after, before }: SessionQuery,
): Statement {
  const conditions = [
    ...(userId === undefined ? [] : ['user_id = :userId']),
    ...(after === undefined ? [] : ['id < :after']),
    ...(before === undefined ? [] : ['id > :before']),
    ...(activeAt === undefined ? [] : [ROW_IS_ACTIVE, ownerCondition]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = before === undefined ? 'DESC' : 'ASC';
  return new Statement(
    `SELECT ${SESSION_COLUMNS} FROM ${table} AS session ${where} ORDER BY id ${order} LIMIT :limit`,
  );
}
