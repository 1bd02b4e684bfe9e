import { Statement } from './statement.js';

/**
 * A session can be deleted if it was revoked or reached its absolute expiry before `:before`, and
 * its refresh token has expired. Clients then get the same response with and without the row, unless
 * the lifetime was shortened in between. Idle expiry alone is not enough (docs/rotation.md, Pruning).
 * A session that once meets the condition always meets it.
 */
const IS_PRUNABLE =
  '(session_expires_at <= :before OR revoked_at <= :before) AND expires_at <= :now';

const PAGE = 'id > :after AND id <= :last';

/**
 * Returns the SQL of pruning. It reads page by page along the primary key, so that each statement
 * reads at most one page, even if few of its sessions can be deleted.
 *
 * @param table the table of sessions, escaped
 * @param canSkipLocked whether the database has `SKIP LOCKED`, with which pruning waits for no other
 *   transaction and cannot cause a deadlock
 */
export const pruneStatements = (table: string, canSkipLocked: boolean) => ({
  inspect: new Statement(`
    SELECT max(id) AS last, count(*) AS seen,
           sum(CASE WHEN ${IS_PRUNABLE} THEN 1 ELSE 0 END) AS prunable
      FROM (SELECT id, revoked_at, expires_at, session_expires_at FROM ${table}
             WHERE id > :after ORDER BY id LIMIT :size) AS page`),

  remove: new Statement(`
    DELETE FROM ${table}
     WHERE id IN (SELECT id FROM ${table} WHERE ${PAGE} AND ${IS_PRUNABLE}
                  ${canSkipLocked ? 'FOR UPDATE SKIP LOCKED' : ''})
    RETURNING id`),
});
