import { CONSUMED_LENGTH, SLOT_LENGTH } from '../domain/consumption.js';
import { NO_KEY_HASH } from '../domain/idempotency-key.js';
import { SESSION_COLUMNS } from './session-row.js';
import { Statement } from './statement.js';

/** The parameters of a rotation, with their types in PostgreSQL. */
const TYPES = {
  sid: 'varchar',
  userId: 'varchar',
  tokenVersion: 'integer',
  generation: 'integer',
  keyHash: 'varchar',
  slot: 'varchar',
  now: 'bigint',
  idle: 'bigint',
  ip: 'varchar',
  userAgent: 'varchar',
} as const;

type Name = keyof typeof TYPES;
const NAMES = Object.keys(TYPES) as Name[];

/**
 * The parameters of a rotation. `tokenVersion` is that of the user; null where the owner condition
 * reads it.
 */
export type RotationParameters = Readonly<Record<Name, string | number | null>>;

/** Converts the rows of parameters to the arrays of `rotateAll`. */
export const columnsOf = (claims: readonly RotationParameters[]) =>
  Object.fromEntries(NAMES.map((name) => [name, claims.map((claim) => claim[name])]));

/**
 * Returns the statements that consume refresh tokens.
 *
 * @param table the table of sessions, escaped
 * @param ownerCondition as for `sessionStatements`; it may contain the parameter `:tokenVersion`
 */
export const rotationStatements = (table: string, ownerCondition: string) => ({
  /**
   * Decides by its row count whether the caller consumed the token. It runs in autocommit, without a
   * read before it (docs/rotation.md, One statement decides). The row's generation is lower than the
   * claimed one only after a restored backup (docs/rotation.md, After a restore).
   */
  rotate: new Statement(rotation(table, ownerCondition, (name) => `:${name}`)),

  /**
   * Decides the same for several sessions, each with its own row of parameters. It skips rows that
   * another statement has locked, so it waits for no other statement and cannot deadlock with one.
   * A skipped session is not returned, like one that is not rotated. Only for PostgreSQL, where each
   * parameter is an array.
   */
  rotateAll: new Statement(
    lockedClaims(table) + rotation(table, ownerCondition, claimed, FROM_LOCKED_ROWS),
  ),
});

function rotation(
  table: string,
  ownerCondition: string,
  value: (name: Name) => string,
  where = 'WHERE',
): string {
  const hasOwner = ownerCondition.replace(':tokenVersion', value('tokenVersion'));
  return `
    UPDATE ${table} AS session
       SET generation = ${value('generation')} + 1,
           rotated_at = ${value('now')},
           expires_at = CASE WHEN session_expires_at < ${value('idle')}
                             THEN session_expires_at ELSE ${value('idle')} END,
           consumed = CASE WHEN generation = ${value('generation')}
                           THEN CAST(${value('slot')} AS varchar) || substr(consumed, 1, ${CONSUMED_LENGTH - SLOT_LENGTH})
                           ELSE ${value('slot')} END,
           ip = ${value('ip')},
           user_agent = ${value('userAgent')}
     ${where} id = ${value('sid')} AND user_id = ${value('userId')}
       AND generation <= ${value('generation')}
       AND revoked_at IS NULL AND session_expires_at > ${value('now')}
       AND (${value('keyHash')} = '${NO_KEY_HASH}'
            OR replace(consumed, ${value('keyHash')}, '') = consumed)
       AND ${hasOwner}
    RETURNING ${SESSION_COLUMNS}`;
}

/**
 * Finds each locked row by its position, without the index. A row that was changed after the statement
 * began has another position, and is not found.
 */
const FROM_LOCKED_ROWS = 'FROM claim WHERE session.ctid = claim.locked_ctid AND';

/** The column of a parameter, whose name differs from all columns of sessions. */
const claimed = (name: Name): string => `"claimed_${name}"`;

/**
 * The claims of sessions that are not locked. As a subquery, PostgreSQL would execute it once for each
 * row of a table without statistics.
 */
const lockedClaims = (table: string): string => {
  const arrays = NAMES.map((name) => `:${name}::${TYPES[name]}[]`).join(', ');
  return `
    WITH claim AS MATERIALIZED (
      SELECT given.*, unlocked.ctid AS locked_ctid FROM unnest(${arrays}) AS given (${NAMES.map(claimed).join(', ')})
        JOIN ${table} AS unlocked ON unlocked.id = ${claimed('sid')}
         FOR NO KEY UPDATE OF unlocked SKIP LOCKED)`;
};
