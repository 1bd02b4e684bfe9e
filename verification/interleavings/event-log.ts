import { isDeepStrictEqual } from 'node:util';
import type { AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import type { Session, RevocationReason } from '../../src/auth/domain/session.js';
import {
  type Operation,
  keyOfOperation,
  type Logout,
  type TimedVerdict,
  type Actor,
  type Refresh,
  type LogIn,
} from './operation.js';
import { hasVerdict } from './allowed.js';
import type { Outcome, Token } from './response.js';
import {
  newSession,
  revoked,
  acceptsPassword,
  type ModelSession,
  type ModelUser,
  consumedColumn,
  rotated,
  classify,
} from './model.js';
import { expectedPair } from './pair.js';
import { copyOfState, keyOfState, type ModelState, type Consumer } from './model-state.js';
import type { UserWithPasswordHash } from '../../src/auth/domain/user.js';
import { NEXT_PASSWORD, PASSWORD, type Rows, SUCCESSOR } from './storage/storage.js';

export interface Completed {
  operation: Operation;
  response: Outcome;
}

/** Codes that confirm to a client that its session is revoked. */
const REVOKED_CODES: readonly AuthErrorCode[] = ['session_ended', 'token_consumed'];

const confirmsRevocation = (response: Outcome): boolean =>
  response.kind === 'done' ||
  (response.kind === 'refused' && REVOKED_CODES.includes(response.code));

/** Records all requests, responses and rows, and compares them with the model. */
export class EventLog {
  state: ModelState = {
    user: { isActive: true, tokenVersion: 0, password: PASSWORD },
    sessions: new Map(),
    consumers: new Map(),
    revoked: new Map(),
  };
  /** Every refresh token that was signed, by its text. */
  readonly issued = new Map<string, Token>();
  /** Sessions that were revoked at some time, even if a restored backup reactivated them. */
  readonly everRevoked = new Map<string, RevocationReason>();
  /** Sessions of which a thief presented a token, with the kinds of thieves. */
  readonly attacked = new Map<string, Set<Actor['role']>>();
  /**
   * The highest generation of a session that was signed before a backup was restored. Older tokens
   * are active again.
   */
  readonly generationsBeforeRestore = new Map<string, number>();
  wasRestored = false;
  /** The reuse interval of the service. */
  reuseIntervalMs = 0;
  /** The last observed row of each session, as JSON. */
  private readonly lastRows = new Map<string, string>();
  /** The operations in progress, by task. */
  readonly operations = new Map<string, Operation>();
  /** Tasks whose operation ends with this step. */
  private readonly finished = new Set<string>();
  /** The responses of this step. */
  completed: Completed[] = [];
  /** Changes of this step that the model does not allow. */
  unexplained: string[] = [];

  /** @param userId the owner of all sessions; @param now the wall clock, in epoch milliseconds */
  constructor(
    private readonly userId: string,
    private readonly now: () => number,
  ) {}

  beginStep(): void {
    this.completed = [];
    this.unexplained = [];
  }

  sessionOf(sid: string): ModelSession | undefined {
    return this.state.sessions.get(sid);
  }

  consumerOf({ sid, generation }: Pick<Token, 'sid' | 'generation'>): Consumer | undefined {
    return this.state.consumers.get(`${sid}/${generation}`);
  }

  issue(token: Token): void {
    this.issued.set(token.text, token);
  }

  /** @returns the verdict of the model on the request at the time `now` */
  private verdictAt(
    { token, isExpired }: Refresh | Logout,
    key: string | null,
    now: number,
  ): TimedVerdict {
    const session = this.sessionOf(token.sid);
    const presented = { generation: token.generation, key, isExpired };
    const verdict = classify(session, this.state.user, presented, now, this.reuseIntervalMs);
    return `${verdict} @${session?.generation ?? 0}`;
  }

  /** Whether the token's `exp` has passed. */
  isExpired({ claims }: Token): boolean {
    return Number(claims['exp']) * 1000 <= this.now();
  }

  arrive(task: string, operation: Operation): void {
    this.operations.set(task, operation);
    if ('token' in operation) operation.isExpired = this.isExpired(operation.token);
    this.recordVerdict(operation);
    if (operation.kind !== 'refresh') return;
    operation.arrivedAfterRevocation = this.state.revoked.has(operation.token.sid);
    if (operation.actor.role !== 'client')
      this.recordAttack(operation.token.sid, operation.actor.role);
  }

  /** Records the verdict of the model at this time. The response may follow later. */
  private recordVerdict(operation: Operation): void {
    operation.clocks.add(this.now());
    if (operation.kind === 'log in') this.recordLogIn(operation);
    if (operation.kind === 'logout')
      operation.verdicts.add(this.verdictAt(operation, null, this.now()));
    if (operation.kind === 'refresh') this.recordRefresh(operation);
  }

  private recordLogIn(operation: LogIn): void {
    const { user } = this.state;
    if (acceptsPassword(user, operation.password)) operation.versions.add(user.tokenVersion);
    else operation.mayFail = true;
  }

  private recordRefresh(operation: Refresh): void {
    // A request reads the clock first and the row then: the row may be newer than the time.
    for (const now of operation.clocks) {
      const verdict = this.verdictAt(operation, operation.key, now);
      operation.verdicts.add(verdict);
      const session = this.sessionOf(operation.token.sid);
      if (session === undefined || !/^(same pair|within)/.test(verdict)) continue;
      operation.pairs.add(expectedPair(operation.token.sid, this.userId, session));
    }
  }

  response(task: string, response: Outcome): void {
    const operation = this.operations.get(task);
    if (operation === undefined) throw new Error(`${task} received a response without a request`);
    if (response.kind === 'pair') this.issue(response.token);
    if (operation.kind === 'logout' && confirmsRevocation(response))
      this.revoke(operation.token.sid, 'logout');
    if (operation.kind === 'log in' && operation.isOutdated && response.kind === 'pair')
      this.revoke(response.token.sid, 'password_change');
    this.completed.push({ operation, response });
    this.finished.add(task);
  }

  /** Records that all sessions of the user were revoked, including those that are being created. */
  revokeAll(task: string, reason: RevocationReason): void {
    for (const sid of this.state.sessions.keys()) this.revoke(sid, reason);
    for (const operation of this.operations.values()) {
      if (operation.kind === 'log in' && operation.tokenVersion !== null)
        operation.isOutdated = true;
    }
    this.finished.add(task);
  }

  /** Records that a user has revoked a session by its ID. */
  revokeOne(task: string, sid: string): void {
    this.revoke(sid, 'logout');
    this.finished.add(task);
  }

  private recordAttack(sid: string, role: Actor['role']): void {
    this.attacked.set(sid, new Set([...(this.attacked.get(sid) ?? []), role]));
  }

  private revoke(sid: string, reason: RevocationReason): void {
    if (!this.state.revoked.has(sid)) this.state.revoked.set(sid, reason);
    if (!this.everRevoked.has(sid)) this.everRevoked.set(sid, reason);
  }

  backUp(): { state: ModelState; key: string } {
    return { state: copyOfState(this.state), key: keyOfState(this.state) };
  }

  restore(state: ModelState): void {
    this.state = copyOfState(state);
    this.wasRestored = true;
    // Sessions that were revoked since the backup are active again. So are log-ins from before that revocation.
    for (const operation of this.operations.values()) {
      if (operation.kind !== 'log in' || operation.tokenVersion === null) continue;
      operation.isOutdated = operation.tokenVersion !== state.user.tokenVersion;
    }
    for (const { sid, generation } of this.issued.values()) {
      this.generationsBeforeRestore.set(
        sid,
        Math.max(generation, this.generationsBeforeRestore.get(sid) ?? 0),
      );
    }
  }

  /** Compares the changes of a step of `task` with those that the model allows. */
  observe(task: string, { user, sessions }: Rows): void {
    this.observeUser(user === null ? DELETED_USER : asModelUser(user));
    for (const session of sessions) this.observeSession(task, session);
    this.observeDeletedRows(sessions);
    // An operation that ended in its own step did not see the result of that step. The statement of
    // another one, which waited for a lock, ends in the step that released the lock, and after it.
    if (this.finished.delete(task)) this.operations.delete(task);
    for (const operation of this.operations.values()) this.recordVerdict(operation);
    for (const other of this.finished) this.operations.delete(other);
    this.finished.clear();
  }

  private observeUser(user: ModelUser): void {
    const before = this.state.user;
    if (isSameUser(user, before)) return;
    const next = { ...before, tokenVersion: before.tokenVersion + 1 };
    const kinds = [...this.operations.values()].map(({ kind }) => kind);
    const isDeactivation =
      kinds.includes('deactivated') && isSameUser(user, { ...next, isActive: false });
    const changed = { ...next, password: NEXT_PASSWORD };
    const isChange = kinds.includes('password_change') && isSameUser(user, changed);
    const isDeletion = kinds.includes('deleted') && isSameUser(user, DELETED_USER);
    const isCreation = isSameUser(before, DELETED_USER) && isSameUser(user, asModelUser(SUCCESSOR));
    const isAllowed = isDeactivation || isChange || isDeletion || isCreation;
    if (!isAllowed) this.unexplained.push('no rule explains the change of the user');
    this.state.user = user;
  }

  private observeDeletedRows(rows: readonly Session[]): void {
    const present = new Set(rows.map(({ id }) => id));
    for (const sid of this.state.sessions.keys()) {
      if (present.has(sid)) continue;
      this.unexplained.push('the row of a session was deleted');
      this.state.sessions.delete(sid);
    }
  }

  private observeSession(task: string, row: Session): void {
    const text = JSON.stringify(row);
    if (this.lastRows.get(row.id) === text) return;
    this.lastRows.set(row.id, text);
    const before = this.state.sessions.get(row.id);
    const own = this.operations.get(task);
    // A statement that waited for a lock ends in the step that released the lock.
    const operations = [...(own ? [own] : []), ...this.operations.values()];
    if (before !== undefined && this.isRowOf(row, before)) return;
    const after = this.effectOf(operations, row, before);
    if (after === undefined)
      this.unexplained.push(`no rule explains the change of the session: ${describeRow(row)}`);
    this.state.sessions.set(row.id, after ?? asModel(row, before));
    if (row.revokedReason !== null) this.revoke(row.id, row.revokedReason);
  }

  /** @returns the session after the first of the operations that can have written this row */
  private effectOf(
    operations: readonly Operation[],
    row: Session,
    before?: ModelSession,
  ): ModelSession | undefined {
    for (const operation of operations) {
      if (!operation.clocks.has(changedAt(row))) continue;
      const next = this.nextOf(operation, row, before);
      if (next === undefined || !this.isRowOf(row, next)) continue;
      this.recordEffect(operation, row.id, next);
      return next;
    }
    return undefined;
  }

  private nextOf(
    operation: Operation,
    row: Session,
    before?: ModelSession,
  ): ModelSession | undefined {
    const at = changedAt(row);
    if (operation.kind === 'log in') {
      const isNew = before === undefined && operation.versions.has(row.tokenVersion);
      return isNew ? newSession(row.tokenVersion, at) : undefined;
    }
    if (before === undefined || before.revokedReason !== null) return undefined;
    if (operation.kind === 'revoke')
      return operation.sid === row.id ? revoked(before, 'logout', at) : undefined;
    if ('token' in operation && operation.token.sid !== row.id) return undefined;
    return operation.kind === 'refresh'
      ? this.afterRefresh(operation, before, at)
      : revoked(before, operation.kind, at);
  }

  private afterRefresh(
    operation: Refresh,
    before: ModelSession,
    at: number,
  ): ModelSession | undefined {
    const { token, key, isExpired } = operation;
    const presented = { generation: token.generation, key, isExpired };
    const verdict = classify(before, this.state.user, presented, at, this.reuseIntervalMs);
    if (verdict === 'rotates' && operation.rotatedTo === null)
      return rotated(before, presented, at);
    return hasVerdict(operation.verdicts, 'reuse') ? revoked(before, 'reuse', at) : undefined;
  }

  /** Records the effect of an operation: it determines the responses that are allowed. */
  private recordEffect(operation: Operation, sid: string, next: ModelSession): void {
    if (operation.kind === 'logout') operation.revokedGeneration = next.generation;
    if (operation.kind === 'log in') operation.pairs.add(expectedPair(sid, this.userId, next));
    if (operation.kind === 'refresh' && next.revokedReason === null)
      this.recordConsumption(operation, next);
  }

  private recordConsumption(operation: Refresh, next: ModelSession): void {
    operation.rotatedTo = next.generation;
    const { sid, generation } = operation.token;
    operation.pairs.add(expectedPair(sid, this.userId, next));
    this.state.consumers.set(`${sid}/${generation}`, {
      actor: operation.actor,
      key: operation.key,
    });
  }

  private isRowOf(row: Session, model: ModelSession): boolean {
    return (
      row.userId === this.userId &&
      row.consumed === consumedColumn(model.consumptions) &&
      isDeepStrictEqual(asModel(row, model), model)
    );
  }

  /** Identifies the state. Event logs with the same key continue in the same way. */
  get key(): string {
    const operations = [...this.operations]
      .map(([task, operation]) => [task, keyOfOperation(operation)])
      .sort();
    const issued = [...this.issued.values()].map(({ name }) => name);
    const sets = [this.everRevoked, this.attacked, this.generationsBeforeRestore].map((set) =>
      [...set].sort(),
    );
    const state = keyOfState(this.state);
    return JSON.stringify([state, operations, issued.sort(), sets, this.wasRestored]);
  }
}

/** The user after a deletion. */
const DELETED_USER: ModelUser = { isActive: false, tokenVersion: -1, password: null };

const asModelUser = ({
  isActive,
  tokenVersion,
  passwordHash,
}: Pick<UserWithPasswordHash, 'isActive' | 'tokenVersion' | 'passwordHash'>): ModelUser => ({
  isActive,
  tokenVersion,
  password: passwordHash,
});

const isSameUser = (a: ModelUser, b: ModelUser): boolean =>
  a.isActive === b.isActive && a.tokenVersion === b.tokenVersion && a.password === b.password;

/** The time of the row's last change, by its own columns. */
const changedAt = ({ revokedAt, rotatedAt }: Session): number => revokedAt ?? rotatedAt;

/** Takes over a row that the model cannot explain. Later steps are compared with it. */
const asModel = (row: Session, before: ModelSession | undefined): ModelSession => ({
  tokenVersion: row.tokenVersion,
  generation: row.generation,
  consumptions: before?.consumptions ?? [],
  rotatedAt: row.rotatedAt,
  expiresAt: row.expiresAt,
  sessionExpiresAt: row.sessionExpiresAt,
  revokedReason: row.revokedReason,
  revokedAt: row.revokedAt,
});

const describeRow = ({ generation, revokedReason }: Session): string =>
  `generation ${generation}, ${revokedReason === null ? 'active' : `revoked (${revokedReason})`}`;
