import type { SessionQuery } from '../domain/session-query.js';
import { SESSION_COLUMNS } from './session-row.js';
import { Statement } from './statement.js';

/** The conditions of `sessionState` for an active session that depend on its row. */
const ROW_IS_ACTIVE =
  'revoked_at IS NULL AND expires_at > :activeAt AND session_expires_at > :activeAt';

/**
 * Returns the SQL of a page of sessions. It contains only the conditions that the query needs, so
 * that each plan reads its page along one index: the primary key or `(user_id, id)`.
 *
 * @param table the table of sessions, escaped
 * @param ownerCondition SQL that is true while the owner of row `session` is active and still has
 *   its `token_version`
 */
export function listSessions(
  table: string,
  ownerCondition: string,
  { userId, activeAt, after }: SessionQuery,
): Statement {
  const conditions = [
    ...(userId === undefined ? [] : ['user_id = :userId']),
    ...(after === undefined ? [] : ['id < :after']),
    ...(activeAt === undefined ? [] : [ROW_IS_ACTIVE, ownerCondition]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return new Statement(
    `SELECT ${SESSION_COLUMNS} FROM ${table} AS session ${where} ORDER BY id DESC LIMIT :limit`,
  );
}
