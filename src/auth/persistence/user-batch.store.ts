import type { DataSource } from 'typeorm';
import type { LoginRules } from '../domain/login-name.js';
import { forbiddenConflicts } from '../domain/login-name.js';
import type { RevocationReason } from '../domain/session.js';
import { profileOf, type UserProfile } from '../domain/user-directory.js';
import { RefreshToken } from './refresh-token.entity.js';
import { runAtomically, type Step } from './run-atomically.js';
import { revokeAllOf } from './session-statements.js';
import { type Parameters, Statement } from './statement.js';
import { tableName } from './table-name.js';
import { UserEntity } from './user.entity.js';
import { rethrowAsConflict } from './user-conflict.js';
import { emailKeysOf, nameKeysOf } from './user-keys.js';
import { toProfile } from './user-row.js';

/** A user in the table, with everything that an import compares and changes. */
export interface BatchUser extends UserProfile {
  /** Empty: the user has no password. */
  passwordHash: string;
  /** `UserEntity.rehashedFrom` */
  rehashedFrom: string | null;
  usernameKey: string | null;
  emailKey: string | null;
}

/** The columns of a user that an import writes. */
export type BatchValues = Omit<BatchUser, 'usernameKey' | 'emailKey'>;

/** A change of a user that the import has read. */
export interface BatchUpdate {
  /** The user as it was read: a change in the meantime stays. */
  before: BatchUser;
  after: BatchValues;
  /** Null: the sessions stay active. */
  revokes: RevocationReason | null;
}

/** Reads and writes many users at once. Only for administration: the users have their hashes. */
export class UserBatchStore {
  private readonly table: string;
  private readonly update: Statement;
  private readonly revokeAllOf: Statement;
  private readonly nextPage: Statement;
  private readonly inserts = new Map<number, Statement>();
  private readonly selects = new Map<string, Statement>();

  /** @param rules how log-ins compare names; `applyLoginRules` must have been called with them */
  constructor(
    private readonly dataSource: DataSource,
    private readonly rules: LoginRules,
  ) {
    this.table = tableName(dataSource, UserEntity);
    this.update = updateOf(this.table);
    this.nextPage = pageOf(this.table);
    this.revokeAllOf = revokeAllOf(tableName(dataSource, RefreshToken));
  }

  /**
   * Returns every user with one of these IDs, names or keys.
   *
   * @param keys of names and email addresses, which are used only if log-ins compare them
   */
  async find(
    ids: readonly string[],
    usernames: readonly string[],
    keys: readonly string[],
  ): Promise<BatchUser[]> {
    const comparesKeys = forbiddenConflicts(this.rules).length > 0;
    const rows = [
      ...(await this.select('id', ids)),
      ...(await this.select('username', usernames)),
      ...(comparesKeys ? await this.select('username_key', keys) : []),
      ...(comparesKeys ? await this.select('email_key', keys) : []),
    ];
    const users = rows.map(toBatchUser);
    return [...new Map(users.map((user) => [user.id, user])).values()];
  }

  /**
   * Creates and changes users in one transaction. A user whom another process has created or changed in
   * the meantime stays as it is.
   *
   * @returns the IDs of the users that were written
   * @throws {UserConflictError} if a change conflicts with a change of another process; then nothing
   *   was written
   */
  async write(
    created: readonly BatchValues[],
    updated: readonly BatchUpdate[],
    now: number,
  ): Promise<Set<string>> {
    const steps: Step[] = [
      ...(created.length === 0 ? [] : [this.insertion(created)]),
      ...updated.flatMap((update) => this.changeSteps(update, now)),
    ];
    const results = await runAtomically(this.dataSource, steps).catch(rethrowAsConflict);
    const isOfUser = (index: number) => steps[index]?.[0] !== this.revokeAllOf;
    const written = results.filter((_, index) => isOfUser(index)).flat();
    return new Set(written.map((row) => (row as { id: string }).id));
  }

  /** Returns a page of users, in the order of their IDs. @param after '' for the first page */
  async page(after: string, limit: number): Promise<BatchUser[]> {
    const rows = await this.nextPage.execute(this.dataSource, { after, limit });
    return rows.map(toBatchUser);
  }

  /** Repeats the last value up to a power of two, so that few statements are prepared. */
  private async select(column: string, values: readonly string[]): Promise<unknown[]> {
    if (values.length === 0) return [];
    const size = 2 ** Math.ceil(Math.log2(values.length));
    const key = `${column} ${size}`;
    const statement = this.selects.get(key) ?? selectIn(this.table, column, size);
    this.selects.set(key, statement);
    const parameters = Array.from({ length: size }, (_, index) => [
      `v${index}`,
      values[index] ?? values[0]!,
    ]);
    return statement.execute(this.dataSource, Object.fromEntries(parameters) as Parameters);
  }

  private insertion(users: readonly BatchValues[]): Step {
    const statement = this.inserts.get(users.length) ?? insertOf(this.table, users.length);
    this.inserts.set(users.length, statement);
    const entries = users.flatMap((user, row) =>
      Object.entries(this.valuesOf(user)).map(([name, value]) => [`${name}${row}`, value]),
    );
    return [statement, Object.fromEntries(entries) as Parameters];
  }

  private changeSteps({ before, after, revokes }: BatchUpdate, now: number): Step[] {
    const guards = { readVersion: before.tokenVersion, readHash: before.passwordHash };
    const change: Step = [this.update, { ...this.valuesOf(after), ...guards }];
    if (revokes === null) return [change];
    return [change, [this.revokeAllOf, { userId: before.id, reason: revokes, now }]];
  }

  private valuesOf(user: BatchValues) {
    return {
      ...columnsOf(user),
      ...nameKeysOf(user.username, this.rules),
      ...emailKeysOf(user.email, this.rules),
    };
  }
}

/** Leaves out everything else, because a `BatchUser` also has the keys that were read. */
const columnsOf = (user: BatchValues): BatchValues => ({
  ...profileOf(user),
  passwordHash: user.passwordHash,
  rehashedFrom: user.rehashedFrom,
});

/** Each column with its parameter. */
const COLUMNS = {
  id: 'id',
  username: 'username',
  email: 'email',
  password_hash: 'passwordHash',
  rehashed_from: 'rehashedFrom',
  is_active: 'isActive',
  token_version: 'tokenVersion',
  created_at: 'createdAt',
  last_login_at: 'lastLoginAt',
  password_changed_at: 'passwordChangedAt',
  username_key: 'usernameKey',
  username_is_unique: 'usernameIsUnique',
  email_key: 'emailKey',
  email_is_unique: 'emailIsUnique',
} as const;

const READ_COLUMNS = Object.keys(COLUMNS)
  .filter((column) => !column.endsWith('_is_unique'))
  .join(', ');

const selectIn = (table: string, column: string, size: number): Statement => {
  const values = Array.from({ length: size }, (_, index) => `:v${index}`);
  return new Statement(
    `SELECT ${READ_COLUMNS} FROM ${table} WHERE ${column} IN (${values.join(', ')})`,
  );
};

/** A user whom another process has created in the meantime is left out of the result. */
function insertOf(table: string, rows: number): Statement {
  const row = (index: number) =>
    Object.values(COLUMNS)
      .map((name) => `:${name}${index}`)
      .join(', ');
  const values = Array.from({ length: rows }, (_, index) => `(${row(index)})`);
  return new Statement(`
    INSERT INTO ${table} (${Object.keys(COLUMNS).join(', ')}) VALUES ${values.join(', ')}
    ON CONFLICT DO NOTHING RETURNING id`);
}

/** The ID and the time of the creation never change. */
const UNCHANGED = ['id', 'created_at'];

function updateOf(table: string): Statement {
  const assignments = Object.entries(COLUMNS)
    .filter(([column]) => !UNCHANGED.includes(column))
    .map(([column, name]) => `${column} = :${name}`);
  return new Statement(`
    UPDATE ${table} SET ${assignments.join(', ')}
     WHERE id = :id AND token_version = :readVersion AND password_hash = :readHash
    RETURNING id`);
}

const pageOf = (table: string): Statement =>
  new Statement(`SELECT ${READ_COLUMNS} FROM ${table} WHERE id > :after ORDER BY id LIMIT :limit`);

function toBatchUser(row: unknown): BatchUser {
  const r = row as Record<'password_hash', string> &
    Record<'rehashed_from' | 'username_key' | 'email_key', string | null>;
  return {
    ...toProfile(row),
    passwordHash: r.password_hash,
    rehashedFrom: r.rehashed_from,
    usernameKey: r.username_key,
    emailKey: r.email_key,
  };
}
