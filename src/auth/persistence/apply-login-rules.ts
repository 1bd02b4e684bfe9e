import type { DataSource } from 'typeorm';
import {
  areNamesCaseless,
  forbiddenConflicts,
  isEmailForLogin,
  type LoginConflict,
  type LoginConflictKind,
  type LoginRules,
} from '../domain/login-name.js';
import { caselessKeyOf } from '../domain/username.js';
import { runAtomically } from './run-atomically.js';
import { Statement } from './statement.js';
import { tableName } from './table-name.js';
import { UserEntity } from './user.entity.js';
import { conflictOf } from './user-conflict.js';

/** Conflicts of each kind that are listed. */
const MAX_CONFLICTS = 20;

/** Rows per statement, so that a log-in waits only for one of them. */
const BATCH_SIZE = 1000;

/**
 * Lists users that one log-in could mean under these rules. Writes nothing.
 *
 * @returns at most 20 conflicts of each kind
 */
export async function findLoginConflicts(
  dataSource: DataSource,
  rules: LoginRules,
): Promise<LoginConflict[]> {
  const conflicts: LoginConflict[] = [];
  const statements = conflictStatements(tableName(dataSource, UserEntity));
  for (const kind of forbiddenConflicts(rules)) {
    const rows = await statements[kind].execute(dataSource, { limit: MAX_CONFLICTS });
    conflicts.push(...grouped(kind, rows as Row[]));
  }
  return conflicts;
}

/**
 * Prepares the users for these rules: from now on, the database rejects users that one log-in could
 * mean. Call it at each start. It changes nothing if there are conflicts, or if the last start had the
 * same rules.
 *
 * @returns the conflicts, with which the start must fail
 */
export async function applyLoginRules(
  dataSource: DataSource,
  rules: LoginRules,
): Promise<LoginConflict[]> {
  if (forbiddenConflicts(rules).length === 0) return [];
  const table = tableName(dataSource, UserEntity);
  await fillKeys(dataSource, table);
  const conflicts = await findLoginConflicts(dataSource, rules);
  if (conflicts.length > 0) return conflicts;
  try {
    if (areNamesCaseless(rules)) await markUnique(dataSource, table, 'username_is_unique');
    if (isEmailForLogin(rules)) await markUnique(dataSource, table, 'email_is_unique');
    return [];
  } catch (error) {
    // Another process has created a user in the meantime.
    if (conflictOf(error) === undefined) throw error;
    return findLoginConflicts(dataSource, rules);
  }
}

interface Row {
  /** The text that a log-in would send. */
  shared: string;
  username: string;
  /** The user whose name is the email address of the first. */
  other?: string;
}

const conflictStatements = (table: string): Record<LoginConflictKind, Statement> => {
  const sharing = (column: string) =>
    new Statement(`
      SELECT ${column} AS shared, username FROM ${table}
       WHERE ${column} IN (
         SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL
          GROUP BY ${column} HAVING count(*) > 1 ORDER BY ${column} LIMIT :limit)
       ORDER BY ${column}, username`);
  return {
    name: sharing('username_key'),
    email: sharing('email_key'),
    email_of_name: new Statement(`
      SELECT one.email_key AS shared, one.username AS username, other.username AS other
        FROM ${table} AS one JOIN ${table} AS other ON other.username_key = one.email_key
       WHERE other.id <> one.id ORDER BY one.email_key LIMIT :limit`),
  };
};

function grouped(kind: LoginConflictKind, rows: readonly Row[]): LoginConflict[] {
  const groups = new Map<string, Set<string>>();
  for (const { shared, username, other } of rows) {
    const names = groups.get(shared) ?? new Set();
    groups.set(shared, names.add(username));
    if (other !== undefined) names.add(other);
  }
  return [...groups.values()].map((names): LoginConflict => ({ kind, usernames: [...names] }));
}

/** Fills the keys of users that an older version, or the application itself, has created. */
async function fillKeys(dataSource: DataSource, table: string): Promise<void> {
  const select = new Statement(`
    SELECT id, username, email FROM ${table} WHERE username_key IS NULL LIMIT :limit`);
  const update = new Statement(`
    UPDATE ${table} SET username_key = :usernameKey, email_key = :emailKey WHERE id = :id`);
  type User = { id: string; username: string; email: string | null };
  let users: User[];
  do {
    users = (await select.execute(dataSource, { limit: BATCH_SIZE })) as User[];
    const steps = users.map(({ id, username, email }) => {
      const emailKey = email === null ? null : caselessKeyOf(email);
      return [update, { id, usernameKey: caselessKeyOf(username), emailKey }] as const;
    });
    if (steps.length > 0) await runAtomically(dataSource, steps);
  } while (users.length === BATCH_SIZE);
}

/** Pages end at an ID that the database has sorted, because its collation may differ from ours. */
async function markUnique(dataSource: DataSource, table: string, column: string): Promise<void> {
  const select = new Statement(
    `SELECT id FROM ${table} WHERE ${column} IS NULL AND id > :after ORDER BY id LIMIT :limit`,
  );
  const mark = new Statement(`
    UPDATE ${table} SET ${column} = TRUE
     WHERE ${column} IS NULL AND id > :after AND id <= :last`);
  let after = '';
  for (;;) {
    const ids = await select.execute(dataSource, { after, limit: BATCH_SIZE });
    if (ids.length === 0) return;
    const { id: last } = ids.at(-1) as { id: string };
    await mark.execute(dataSource, { after, last });
    after = last;
  }
}
