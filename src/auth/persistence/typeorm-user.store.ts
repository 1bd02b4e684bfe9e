import { type DataSource, QueryFailedError, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { RevocationReason } from '../domain/session.js';
import {
  type NewUser,
  profileOf,
  UserConflictError,
  UserDirectory,
  type UserProfile,
} from '../domain/user-directory.js';
import { isStorable } from '../domain/text.js';
import type { User, UserWithPasswordHash } from '../domain/user.js';
import { revokeAllOf } from './session-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import { runAtomically, type Step } from './run-atomically.js';
import { Statement } from './statement.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';
import { UserEntity, USERNAME_INDEX } from './user.entity.js';
import {
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

  /**
   * @param hasSessions whether the sessions are in the same database: then the same transaction
   *   revokes them; otherwise a new `tokenVersion` revokes them
   */
  constructor(
    private readonly dataSource: DataSource,
    hasSessions = true,
  ) {
    super();
    this.repository = dataSource.getRepository(UserEntity);
    this.table = tableName(dataSource, UserEntity);
    this.statements = userStatements(this.table);
    if (hasSessions) this.revokeAllOf = revokeAllOf(tableName(dataSource, RefreshToken));
  }

  override ownerCondition(session: string): string {
    return `EXISTS (SELECT 1 FROM ${this.table} AS owner
      WHERE owner.id = ${session}.user_id AND owner.is_active
        AND owner.token_version = ${session}.token_version)`;
  }

  async findByUsername(username: string): Promise<UserWithPasswordHash | null> {
    if (!isStorable(username)) return null;
    const [row] = await this.statements.findByUsername.execute(this.dataSource, { username });
    return row === undefined ? null : toUserWithPasswordHash(row);
  }

  async findById(id: string): Promise<User | null> {
    if (!isStorable(id)) return null;
    const [row] = await this.statements.findById.execute(this.dataSource, { id });
    return row === undefined ? null : toUser(row);
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
    };
    await withStorageErrors(this.repository.insert(profile).catch(throwIfConflict));
    return profileOf(profile);
  }

  async isEmpty(): Promise<boolean> {
    return !(await withStorageErrors(this.repository.exists()));
  }

  async list(): Promise<UserProfile[]> {
    const found = this.repository.find({ order: { username: 'ASC' } });
    const users = await withStorageErrors(found);
    return users.map(profileOf);
  }

  async setPassword(id: string, passwordHash: string, now: number): Promise<void> {
    await runAtomically(this.dataSource, [
      [this.statements.setPassword, { id, passwordHash, now }],
      ...this.revokeSteps(id, 'password_change', now),
    ]);
  }

  async unlock(id: string, now: number): Promise<void> {
    await this.statements.unlock.execute(this.dataSource, { id, now });
  }

  override async loginUnlockedAt(id: string): Promise<number | null> {
    if (!isStorable(id)) return null;
    const [row] = await this.statements.loginUnlockedAt.execute(this.dataSource, { id });
    const time = (row as { login_unlocked_at: string | number | null } | undefined)
      ?.login_unlocked_at;
    return time === null || time === undefined ? null : Number(time);
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
    const values = { id, oldHash, newHash };
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
const userStatements = (table: string) => ({
  findByUsername: new Statement(
    `SELECT ${USER_COLUMNS_WITH_PASSWORD_HASH} FROM ${table} WHERE username = :username`,
  ),
  findById: new Statement(`SELECT ${USER_COLUMNS} FROM ${table} WHERE id = :id`),
  recordLogin: new Statement(`UPDATE ${table} SET last_login_at = :now WHERE id = :id`),
  setPassword: new Statement(`
    UPDATE ${table}
       SET password_hash = :passwordHash, password_changed_at = :now,
           token_version = token_version + 1
     WHERE id = :id`),
  replaceHash: new Statement(`
    UPDATE ${table} SET password_hash = :newHash WHERE id = :id AND password_hash = :oldHash
    RETURNING id`),
  pageOfHashes: new Statement(
    `SELECT id, password_hash FROM ${table} WHERE id > :after ORDER BY id LIMIT :limit`,
  ),
  incrementVersion: new Statement(
    `UPDATE ${table} SET token_version = token_version + 1 WHERE id = :id`,
  ),
  unlock: new Statement(`UPDATE ${table} SET login_unlocked_at = :now WHERE id = :id`),
  loginUnlockedAt: new Statement(`SELECT login_unlocked_at FROM ${table} WHERE id = :id`),
  activate: new Statement(`UPDATE ${table} SET is_active = TRUE WHERE id = :id`),
  delete: new Statement(`DELETE FROM ${table} WHERE id = :id`),
  deactivate: new Statement(`
    UPDATE ${table} SET is_active = FALSE, token_version = token_version + 1 WHERE id = :id`),
});

async function withStorageErrors<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof UserConflictError) throw error;
    throw storageError(error instanceof QueryFailedError ? error.driverError : error);
  }
}

interface DriverError {
  code?: string;
  constraint?: string;
}

/** Each driver reports a duplicate with an error code. PostgreSQL adds the name of the index. */
function throwIfConflict(error: unknown): never {
  const { code, constraint } = driverErrorOf(error);
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || constraint === USERNAME_INDEX) {
    throw new UserConflictError('username');
  }
  if (code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505') {
    throw new UserConflictError('id');
  }
  throw error;
}

function driverErrorOf(error: unknown): DriverError {
  return error instanceof QueryFailedError ? (error.driverError as DriverError) : {};
}
