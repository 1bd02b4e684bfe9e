import type { DataSource } from 'typeorm';
import { COLUMN_LENGTHS } from '../domain/column-lengths.js';
import {
  type ClientInfo,
  initialSession,
  type NewSession,
  type Session,
  type RevocationReason,
} from '../domain/session.js';
import { isStorable, shorten } from '../domain/text.js';
import {
  type CreatedSession,
  type CreateOptions,
  RefreshTokenStore,
  type RotationClaim,
} from '../domain/refresh-token.store.js';
import type { SessionBatch, SessionQuery } from '../domain/session-query.js';
import type { UserStore } from '../domain/user.store.js';
import { sessionIn, toSession } from './session-row.js';
import { sessionStatements } from './session-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import { RotationBatches } from './rotation-batches.js';
import { runAtomically, type Step } from './run-atomically.js';
import { type Parameters, Statement } from './statement.js';
import { isConflict } from './storage-error.js';
import { tableName } from './table-name.js';
import { isSqlite } from './typeorm-driver.js';

/**
 * For users in another database: the store reads the user just before, and compares the version.
 */
const VERSION_CONDITION = 'token_version = :tokenVersion';

/**
 * Waits for other log-ins of the user, until the end of the transaction. The number keeps the lock
 * apart from those of the application.
 */
const LOCK_USER = new Statement('SELECT pg_advisory_xact_lock(1263293781, hashtext(:userId))');

/** Sessions in the tables of a TypeORM data source, SQLite or PostgreSQL. */
export class TypeOrmRefreshTokenStore extends RefreshTokenStore {
  private readonly statements: ReturnType<typeof sessionStatements>;
  private readonly rotations: RotationBatches;
  override readonly recordsLogins: boolean;
  private readonly hasOwnerCondition: boolean;
  private readonly recordLogin: Statement | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UserStore,
  ) {
    super();
    const condition = users.ownerCondition?.('session');
    this.hasOwnerCondition = condition !== undefined;
    const table = tableName(dataSource, RefreshToken);
    const recordLogin = users.recordLoginStatement?.();
    this.statements = sessionStatements(table, condition ?? VERSION_CONDITION, recordLogin);
    this.rotations = new RotationBatches(dataSource, condition ?? VERSION_CONDITION);
    this.recordsLogins = recordLogin !== undefined;
    this.recordLogin = recordLogin === undefined ? undefined : new Statement(recordLogin);
  }

  async create(
    session: NewSession,
    { maxActive, compared = 0 }: CreateOptions = {},
  ): Promise<CreatedSession> {
    const { id, rotatedAt: now } = session;
    const created = { ...initialSession(session), ...shortened(session) };
    const compare = { before: id, limit: compared };
    const limit = { activeAt: now, others: (maxActive ?? 0) - 1 };
    const parameters = { ...created, ...compare, ...limit, now };
    const results = await retryConflicts(() =>
      this.runTogether(this.createStatements(maxActive !== undefined), parameters),
    );
    const revoked = maxActive === undefined ? [] : results.pop();
    return { earlierClients: clientsIn(results.pop()), revoked: idsIn(revoked) };
  }

  async rotate(claim: RotationClaim): Promise<Session | null> {
    const owner = this.hasOwnerCondition ? {} : await this.readOwner(claim.userId);
    if (owner === null) return null;
    const { idleExpiresAt: idle, ip, userAgent, ...rest } = claim;
    const client = shortened({ ip, userAgent });
    return this.rotations.rotate({ tokenVersion: null, ...rest, ...owner, idle, ...client });
  }

  async find(sid: string): Promise<Session | null> {
    return isStorable(sid) ? this.runForSession(this.statements.find, { sid }) : null;
  }

  async revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return isStorable(sid)
      ? this.runForSession(this.statements.revoke, { sid, reason, now })
      : null;
  }

  async revokeAllOf(
    userId: string,
    reason: RevocationReason,
    now: number,
    except?: string,
  ): Promise<number> {
    if (!isStorable(userId)) return 0;
    const parameters = { userId, reason, now };
    const revoked =
      except === undefined
        ? await this.run(this.statements.revokeAllOf, parameters)
        : await this.run(this.statements.revokeOthersOf, { ...parameters, except });
    return revoked.length;
  }

  async list(query: SessionQuery): Promise<Session[]> {
    if (query.userId !== undefined && !isStorable(query.userId)) return [];
    const owner = await this.readOwnerOf(query);
    if (owner === null) return [];
    const { userId = null, activeAt = null, after = null, before = null, limit } = query;
    const parameters = { userId, activeAt, after, before, limit, ...owner };
    const sessions = (await this.run(this.statements.list(query), parameters)).map(toSession);
    return query.before === undefined ? sessions : sessions.reverse();
  }

  async clientsOf(userId: string, before: string, limit: number): Promise<ClientInfo[]> {
    return clientsIn(await this.run(this.statements.clientsOf, { userId, before, limit }));
  }

  async revokeBatch(batch: SessionBatch, reason: RevocationReason, now: number): Promise<string[]> {
    return idsIn(await this.run(this.statements.revokeBatch, { ...batch, reason, now }));
  }

  /**
   * Returns the statements of `create`. The last but `revokeOldest` returns the earlier clients. The
   * row of the user is locked before those of sessions, as in a password change.
   */
  private createStatements(isLimited: boolean): readonly Statement[] {
    const { create, createAndCompare, clientsOf, revokeOldest } = this.statements;
    const limit = isLimited ? [revokeOldest] : [];
    const record = this.recordLogin === undefined ? [] : [this.recordLogin];
    // SQLite executes one writing transaction at a time. PostgreSQL needs a lock for each user.
    return isSqlite(this.dataSource)
      ? [...record, create, clientsOf, ...limit]
      : [...(isLimited ? [LOCK_USER] : []), createAndCompare, ...limit];
  }

  /** Runs statements with the same parameters in one transaction. */
  private async runTogether(statements: readonly Statement[], parameters: Parameters) {
    const [only, ...others] = statements;
    return others.length === 0
      ? [await this.run(only!, parameters)]
      : runAtomically(
          this.dataSource,
          statements.map((statement): Step => [statement, parameters]),
        );
  }

  /** @returns the parameters of the owner condition, or null if no session can be active */
  private async readOwnerOf({ userId, activeAt }: SessionQuery): Promise<Parameters | null> {
    const isNeeded = userId !== undefined && activeAt !== undefined;
    return isNeeded && !this.hasOwnerCondition ? this.readOwner(userId) : {};
  }

  private async readOwner(userId: string): Promise<Parameters | null> {
    const user = await this.users.findById(userId);
    return user?.isActive === true ? { tokenVersion: user.tokenVersion } : null;
  }

  private run(statement: Statement, parameters: Parameters): Promise<unknown[]> {
    return statement.execute(this.dataSource, parameters);
  }

  private async runForSession(
    statement: Statement,
    parameters: Parameters,
  ): Promise<Session | null> {
    return sessionIn(await this.run(statement, parameters));
  }
}

interface ClientRow {
  ip: string | null;
  user_agent: string | null;
}

const clientsIn = (rows: unknown[] = []): ClientInfo[] =>
  (rows as ClientRow[]).map(({ ip, user_agent: userAgent }) => ({ ip, userAgent }));

const idsIn = (rows: unknown[] = []): string[] => (rows as { id: string }[]).map(({ id }) => id);

function shortened({ ip, userAgent }: ClientInfo): ClientInfo {
  return {
    ip: ip === null ? null : shorten(ip, COLUMN_LENGTHS.ip),
    userAgent: userAgent === null ? null : shorten(userAgent, COLUMN_LENGTHS.userAgent),
  };
}

/** Repeats a transaction that another one interrupted, such as a revocation of the same sessions. */
async function retryConflicts<T>(run: () => Promise<T>, repeats = 3): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (repeats > 0 && isConflict(error)) return retryConflicts(run, repeats - 1);
    throw error;
  }
}
