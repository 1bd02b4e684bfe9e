import { Statement } from './statement.js';

/**
 * A session that nobody misses: it was revoked, or came to its end, before `:before`, and its token
 * has expired, so that what its holder is told stays the same (unless its lifetime was shortened
 * meanwhile). Never by idle expiry alone: a restored backup has old ones, and a consumed token that
 * comes back must be noticed as long as its session may live. What is dead stays dead, so nothing
 * that is judged here can change before it is deleted.
 */
const IS_DEAD = '(session_expires_at <= :before OR revoked_at <= :before) AND expires_at <= :now';

const PAGE = 'id > :after AND id <= :last';

/**
 * The SQL of pruning: page by page along the primary key, so that each statement reads a page and
 * no more, however few of its sessions are dead.
 *
 * @param table the table of sessions, escaped
 * @param canSkipLocked whether the database has `SKIP LOCKED`: then pruning waits for nobody, and
 *   cannot be one half of a deadlock
 */
export const pruneStatements = (table: string, canSkipLocked: boolean) => ({
  look: new Statement(`
    SELECT max(id) AS last, count(*) AS seen, sum(CASE WHEN ${IS_DEAD} THEN 1 ELSE 0 END) AS dead
      FROM (SELECT id, revoked_at, expires_at, session_expires_at FROM ${table}
             WHERE id > :after ORDER BY id LIMIT :size) AS page`),

  remove: new Statement(`
    DELETE FROM ${table}
     WHERE id IN (SELECT id FROM ${table} WHERE ${PAGE} AND ${IS_DEAD}
                  ${canSkipLocked ? 'FOR UPDATE SKIP LOCKED' : ''})
    RETURNING id`),
});
