import { type DataSource, QueryFailedError, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  areNamesCaseless,
  chooseLogin,
  DEFAULT_LOGIN_RULES,
  forbiddenConflicts,
  isEmailForLogin,
  isNameForLogin,
  loginKeysOf,
  type LoginRules,
} from '../domain/login-name.js';
import type { RevocationReason } from '../domain/session.js';
import {
  type NewUser,
  type PasswordChange,
  profileOf,
  UserConflictError,
  UserDirectory,
  type UserProfile,
} from '../domain/user-directory.js';
import { isStorable } from '../domain/text.js';
import { caselessKeyOf } from '../domain/username.js';
import { MAX_USER_PAGE_SIZE, type UserQuery } from '../domain/user-query.js';
import type { User, UserWithPasswordHash } from '../domain/user.js';
import { revokeAllOf } from './session-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import { runAtomically, type Step } from './run-atomically.js';
import { type Parameters, Statement } from './statement.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';
import { isSqlite } from './typeorm-driver.js';
import { UserEntity } from './user.entity.js';
import { rethrowAsConflict } from './user-conflict.js';
import { digestOfHash } from './digest-of-hash.js';
import { emailKeysOf, nameKeysOf } from './user-keys.js';
import {
  CANDIDATE_COLUMNS,
  PROFILE_COLUMNS,
  toCandidate,
  toProfile,
  toUser,
  toUserWithPasswordHash,
  USER_COLUMNS,
  USER_COLUMNS_WITH_PASSWORD_HASH,
} from './user-row.js';

/** The module's own users, in a table of a TypeORM data source. */
export class TypeOrmUserStore extends UserDirectory {
  private readonly repository: Repository<UserEntity>;
  private readonly table: string;
  private readonly statements: ReturnType<typeof userStatements>;
  private readonly revokeAllOf: Statement | undefined;
  private readonly revokeAfterChange: Statement | undefined;

  /**
   * @param hasSessions whether the sessions are in the same database: then the same transaction
   *   revokes them; otherwise a new `tokenVersion` revokes them
   * @param rules how log-ins compare names; {@link applyLoginRules} must have been called with them
   */
  constructor(
    private readonly dataSource: DataSource,
    hasSessions = true,
    private readonly rules: LoginRules = DEFAULT_LOGIN_RULES,
  ) {
    super();
    this.repository = dataSource.getRepository(UserEntity);
    this.table = tableName(dataSource, UserEntity);
    this.statements = userStatements(this.table, rules, databaseNow(dataSource));
    if (!hasSessions) return;
    const sessions = tableName(dataSource, RefreshToken);
    this.revokeAllOf = revokeAllOf(sessions);
    this.revokeAfterChange = revokeAllOf(sessions, hasPasswordHash(this.table));
  }

  override ownerCondition(session: string): string {
    return `EXISTS (SELECT 1 FROM ${this.table} AS owner
      WHERE owner.id = ${session}.user_id AND owner.is_active
        AND owner.token_version = ${session}.token_version)`;
  }

  override recordLoginStatement(): string {
    return recordLogin(this.table, ':userId');
  }

  async findByUsername(username: string): Promise<UserWithPasswordHash | null> {
    if (!isStorable(username)) return null;
    const keys = loginKeysOf(username, this.rules);
    const rows = await this.statements.findLogin.execute(this.dataSource, { ...keys });
    return chooseLogin(rows.map(toCandidate), keys)?.user ?? null;
  }

  async findById(id: string): Promise<User | null> {
    if (!isStorable(id)) return null;
    const [row] = await this.statements.findById.execute(this.dataSource, { id });
    return row === undefined ? null : toUser(row);
  }

  async findWithPasswordHash(id: string): Promise<UserWithPasswordHash | null> {
    if (!isStorable(id)) return null;
    const [row] = await this.statements.findWithHash.execute(this.dataSource, { id });
    return row === undefined ? null : toUserWithPasswordHash(row);
  }

  async findByName(username: string): Promise<UserProfile | null> {
    if (!isStorable(username)) return null;
    const key = areNamesCaseless(this.rules) ? caselessKeyOf(username) : null;
    const rows = await this.statements.findByName.execute(this.dataSource, { username, key });
    const profiles = rows.map(toProfile);
    const exact = profiles.find((profile) => profile.username === username);
    // Several names with one key can exist until a start has refused them.
    return exact ?? (profiles.length === 1 ? profiles[0]! : null);
  }

  async recordLogin(id: string, now: number): Promise<void> {
    await this.statements.recordLogin.execute(this.dataSource, { id, now });
  }

  async create(user: NewUser, now: number): Promise<UserProfile> {
    const profile = {
      ...user,
      id: user.id ?? uuidv7(),
      email: user.email ?? null,
      createdAt: now,
      lastLoginAt: null,
      passwordChangedAt: now,
      ...nameKeysOf(user.username, this.rules),
      ...emailKeysOf(user.email ?? null, this.rules),
    };
    await this.rejectSharedText(profile);
    await withStorageErrors(this.repository.insert(profile)).catch(rethrowAsConflict);
    return profileOf(profile);
  }

  async isEmpty(): Promise<boolean> {
    return !(await withStorageErrors(this.repository.exists()));
  }

  async list(query: UserQuery = {}): Promise<UserProfile[]> {
    const { isActive, search = '', createdSince, after, limit = MAX_USER_PAGE_SIZE } = query;
    const pattern = `%${caselessKeyOf(search).replace(/[\\%_]/g, '\\$&')}%`;
    const values = { isActive, pattern, createdSince, after, limit } as Parameters;
    const rows = await listUsers(this.table, query).execute(this.dataSource, values);
    return rows.map(toProfile);
  }

  async rename(id: string, username: string): Promise<void> {
    const keys = nameKeysOf(username, this.rules);
    await this.rejectSharedText({ id, ...keys, emailKey: null });
    await this.change(this.statements.rename, { id, username, ...keys });
  }

  async setEmail(id: string, email: string | null): Promise<void> {
    const keys = emailKeysOf(email, this.rules);
    await this.rejectSharedText({ id, ...keys, usernameKey: null });
    await this.change(this.statements.setEmail, { id, email, ...keys });
  }

  /** @throws {UserConflictError} */
  private async change(statement: Statement, parameters: Parameters): Promise<void> {
    await statement.execute(this.dataSource, parameters).catch(rethrowAsConflict);
  }

  /**
   * Rejects a name that is the email address of another user, and the reverse. Two users who are
   * created at the same time can still share a text. Then the owner of the name logs in with it, and
   * the next start reports both.
   *
   * @throws {UserConflictError}
   */
  private async rejectSharedText(
    keys: { id: string } & Pick<UserEntity, 'usernameKey' | 'emailKey'>,
  ): Promise<void> {
    if (!forbiddenConflicts(this.rules).includes('email_of_name')) return;
    const { id, usernameKey, emailKey } = keys;
    const parameters = { id, usernameKey, emailKey };
    const [row] = await this.statements.findShared.execute(this.dataSource, parameters);
    if (row === undefined) return;
    const isName = (row as { email_key: string | null }).email_key === usernameKey;
    throw isName
      ? new UserConflictError('username', 'This username is the email address of another user.')
      : new UserConflictError('email', 'This email address is the username of another user.');
  }

  async setPassword(id: string, passwordHash: string, now: number): Promise<void> {
    await runAtomically(this.dataSource, [
      [this.statements.setPassword, { id, passwordHash, now }],
      ...this.revokeSteps(id, 'password_change', now),
    ]);
  }

  async unlock(id: string): Promise<void> {
    await this.statements.unlock.execute(this.dataSource, { id });
  }

  override async loginUnlockedAt(id: string): Promise<number | null> {
    if (!isStorable(id)) return null;
    const now = Date.now();
    const [row] = await this.statements.unlockedMsAgo.execute(this.dataSource, { id });
    const { ms_ago: msAgo = null } = (row ?? {}) as { ms_ago?: string | number | null };
    return msAgo === null ? null : now - Number(msAgo);
  }

  async changePassword(
    id: string,
    { passwordHash, tokenVersion }: PasswordChange,
    now: number,
  ): Promise<number | null> {
    const change = { id, passwordHash, tokenVersion, now };
    const steps: Step[] = [[this.statements.changePassword, change]];
    const revocation = { userId: id, passwordHash, reason: 'password_change', now };
    if (this.revokeAfterChange) steps.push([this.revokeAfterChange, revocation]);
    const [changed] = await runAtomically(this.dataSource, steps);
    const [row] = (changed ?? []) as { token_version: number }[];
    return row?.token_version ?? null;
  }

  async activate(id: string): Promise<void> {
    await this.statements.activate.execute(this.dataSource, { id });
  }

  async deactivate(id: string, now: number): Promise<void> {
    await runAtomically(this.dataSource, [
      [this.statements.deactivate, { id }],
      ...this.revokeSteps(id, 'deactivated', now),
    ]);
  }

  async delete(id: string, now: number): Promise<void> {
    await runAtomically(this.dataSource, [
      [this.statements.delete, { id }],
      ...this.revokeSteps(id, 'deleted', now),
    ]);
  }

  override async revokeSessions(id: string, reason: RevocationReason, now: number): Promise<void> {
    if (!isStorable(id)) return;
    const increment = [this.statements.incrementVersion, { id }] as const;
    await runAtomically(this.dataSource, [increment, ...this.revokeSteps(id, reason, now)]);
  }

  override async replacePasswordHash(
    id: string,
    oldHash: string,
    newHash: string,
  ): Promise<boolean> {
    if (!isStorable(id)) return false;
    const values = { id, oldHash, oldDigest: digestOfHash(oldHash), newHash };
    return (await this.statements.replaceHash.execute(this.dataSource, values)).length > 0;
  }

  override async *passwordHashes(): AsyncIterable<readonly string[]> {
    const { pageOfHashes } = this.statements;
    let after = '';
    let page: HashRow[];
    do {
      page = (await pageOfHashes.execute(this.dataSource, { after, limit: PAGE })) as HashRow[];
      yield page.map(({ password_hash }) => password_hash);
      after = page.at(-1)?.id ?? after;
    } while (page.length === PAGE);
  }

  private revokeSteps(userId: string, reason: RevocationReason, now: number): Step[] {
    return this.revokeAllOf === undefined ? [] : [[this.revokeAllOf, { userId, reason, now }]];
  }
}

/**
 * Returns an expression for the current time of the database in epoch milliseconds. A command on
 * another machine may have another clock than the instances.
 */
const databaseNow = (dataSource: DataSource): string =>
  isSqlite(dataSource)
    ? "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
    : 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)';

/** SQLite reads a page in about a millisecond, in which no request is served. */
const PAGE = 1_000;

interface HashRow {
  id: string;
  password_hash: string;
}

/**
 * Statements of requests use the driver directly, so that a connection that hangs is closed. TypeORM
 * would give it to the next request.
 */
const userStatements = (table: string, rules: LoginRules, now: string) => ({
  /** Each condition has an index, and finds at most one user. */
  findLogin: new Statement(
    `SELECT ${CANDIDATE_COLUMNS} FROM ${table} WHERE ${loginConditions(rules).join(' OR ')}`,
  ),
  findByName: new Statement(
    `SELECT ${PROFILE_COLUMNS} FROM ${table} WHERE username = :username OR username_key = :key`,
  ),
  findShared: new Statement(`
    SELECT email_key FROM ${table}
     WHERE id <> :id AND (username_key = :emailKey OR email_key = :usernameKey) LIMIT 1`),
  rename: new Statement(`
    UPDATE ${table} SET username = :username, username_key = :usernameKey,
           username_is_unique = :usernameIsUnique
     WHERE id = :id`),
  setEmail: new Statement(`
    UPDATE ${table} SET email = :email, email_key = :emailKey, email_is_unique = :emailIsUnique
     WHERE id = :id`),
  findById: new Statement(`SELECT ${USER_COLUMNS} FROM ${table} WHERE id = :id`),
  findWithHash: new Statement(
    `SELECT ${USER_COLUMNS_WITH_PASSWORD_HASH} FROM ${table} WHERE id = :id`,
  ),
  recordLogin: new Statement(recordLogin(table, ':id')),
  setPassword: new Statement(`
    UPDATE ${table}
       SET password_hash = :passwordHash, rehashed_from = NULL, password_changed_at = :now,
           token_version = token_version + 1
     WHERE id = :id`),
  replaceHash: new Statement(`
    UPDATE ${table}
       SET password_hash = :newHash, rehashed_from = COALESCE(rehashed_from, :oldDigest)
     WHERE id = :id AND password_hash = :oldHash
    RETURNING id`),
  pageOfHashes: new Statement(
    `SELECT id, password_hash FROM ${table} WHERE id > :after ORDER BY id LIMIT :limit`,
  ),
  /** The row lock of PostgreSQL makes a second change wait, and then find another version. */
  changePassword: new Statement(`
    UPDATE ${table}
       SET password_hash = :passwordHash, rehashed_from = NULL, password_changed_at = :now,
           token_version = token_version + 1
     WHERE id = :id AND is_active AND token_version = :tokenVersion
    RETURNING token_version`),
  incrementVersion: new Statement(
    `UPDATE ${table} SET token_version = token_version + 1 WHERE id = :id`,
  ),
  unlock: new Statement(`UPDATE ${table} SET login_unlocked_at = ${now} WHERE id = :id`),
  unlockedMsAgo: new Statement(
    `SELECT ${now} - login_unlocked_at AS ms_ago FROM ${table} WHERE id = :id`,
  ),
  activate: new Statement(`UPDATE ${table} SET is_active = TRUE WHERE id = :id`),
  delete: new Statement(`DELETE FROM ${table} WHERE id = :id`),
  deactivate: new Statement(`
    UPDATE ${table} SET is_active = FALSE, token_version = token_version + 1 WHERE id = :id`),
});

const recordLogin = (table: string, id: string): string =>
  `UPDATE ${table} SET last_login_at = :now WHERE id = ${id}`;

const loginConditions = (rules: LoginRules): string[] => [
  ...(isNameForLogin(rules) ? ['username = :username'] : []),
  ...(isNameForLogin(rules) && areNamesCaseless(rules)
    ? ['(username_key = :usernameKey AND username_is_unique)']
    : []),
  ...(isEmailForLogin(rules) ? ['(email_key = :emailKey AND email_is_unique)'] : []),
];

/** Returns the SQL of a page, with only the conditions that the query needs. */
function listUsers(table: string, { isActive, search, createdSince, after }: UserQuery): Statement {
  const matches = (column: string) => `${column} LIKE :pattern ESCAPE '\\'`;
  const conditions = [
    ...(isActive === undefined ? [] : ['is_active = :isActive']),
    ...(search === undefined ? [] : [`(${matches('username_key')} OR ${matches('email_key')})`]),
    ...(createdSince === undefined ? [] : ['created_at >= :createdSince']),
    ...(after === undefined ? [] : ['username > :after']),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return new Statement(
    `SELECT ${PROFILE_COLUMNS} FROM ${table} ${where} ORDER BY username LIMIT :limit`,
  );
}

/**
 * SQL that is true if this transaction has set the hash, which is unique by its salt. The sessions of
 * a change that was faster stay active.
 */
const hasPasswordHash = (table: string): string =>
  `EXISTS (SELECT 1 FROM ${table} AS owner
            WHERE owner.id = :userId AND owner.password_hash = :passwordHash)`;

async function withStorageErrors<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw storageError(error instanceof QueryFailedError ? error.driverError : error);
  }
}
