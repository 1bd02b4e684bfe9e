import { isDeepStrictEqual } from 'node:util';
import type { AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import type { Session, RevocationReason } from '../../src/auth/domain/session.js';
import {
  type Act,
  keyOfAct,
  type Logout,
  type Moment,
  type Actor,
  type Refresh,
  type SignIn,
} from './act.js';
import { hasRuling } from './allowed.js';
import type { Outcome, Token } from './response.js';
import {
  begun,
  ended,
  isWelcome,
  type ModelSession,
  type ModelUser,
  consumedOf,
  rotated,
  rule,
} from './model.js';
import { pairOf } from './pair.js';
import { copyOf, keyOfPast, type Past, type Consumer } from './past.js';
import type { UserWithPassword } from '../../src/auth/domain/user.store.js';
import { NEXT_PASSWORD, PASSWORD, type Rows, SUCCESSOR } from './storage/storage.js';

export interface Answered {
  act: Act;
  response: Outcome;
}

/** Whoever wants a session ended may rely on these: they are said of one that has ended. */
const OVER: readonly AuthErrorCode[] = ['session_ended', 'token_consumed'];

const saysThatItIsOver = (response: Outcome): boolean =>
  response.kind === 'done' || (response.kind === 'refused' && OVER.includes(response.code));

/** What somebody knows who sees everything, and holds it against the model. */
export class EventLog {
  past: Past = {
    user: { isActive: true, tokenVersion: 0, password: PASSWORD },
    sessions: new Map(),
    consumers: new Map(),
    ended: new Map(),
  };
  /** Every refresh token that was ever signed: its text, by session, generation and text. */
  readonly issued = new Map<string, Token>();
  /** Sessions that were ended at some time, even if a restored backup brought them back. */
  readonly everEnded = new Map<string, RevocationReason>();
  /** Sessions of which a thief has presented something, and what kinds of thieves. */
  readonly robbed = new Map<string, Set<Actor['role']>>();
  /**
   * The highest generation signed of a session when a backup was restored: below it old tokens live.
   */
  readonly revived = new Map<string, number>();
  wasRestored = false;
  /** Of the service. */
  reuseIntervalMs = 0;
  /** The rows as they were seen last, by session. */
  private readonly seen = new Map<string, string>();
  /** What is going on, by lane. */
  readonly acts = new Map<string, Act>();
  /** The lanes of which nothing more is to come than the effect of this step. */
  private readonly finished = new Set<string>();
  /** What was answered in this step. */
  answered: Answered[] = [];
  /** What no rule explains in this step. */
  unexplained: string[] = [];

  /** @param userId whose all sessions are; @param now what the clock on the wall shows */
  constructor(
    private readonly userId: string,
    private readonly now: () => number,
  ) {}

  beginStep(): void {
    this.answered = [];
    this.unexplained = [];
  }

  sessionOf(sid: string): ModelSession | undefined {
    return this.past.sessions.get(sid);
  }

  consumerOf({ sid, generation }: Pick<Token, 'sid' | 'generation'>): Consumer | undefined {
    return this.past.consumers.get(`${sid}/${generation}`);
  }

  issue(token: Token): void {
    this.issued.set(token.text, token);
  }

  /** @returns the state of the request at the time `now` */
  private momentOf(
    { token, isExpired }: Refresh | Logout,
    key: string | null,
    now: number,
  ): Moment {
    const session = this.sessionOf(token.sid);
    const presented = { generation: token.generation, key, isExpired };
    const ruling = rule(session, this.past.user, presented, now, this.reuseIntervalMs);
    return `${ruling} @${session?.generation ?? 0}`;
  }

  /** Whether the token's `exp` has passed. */
  isExpired({ claims }: Token): boolean {
    return Number(claims['exp']) * 1000 <= this.now();
  }

  arrive(task: string, act: Act): void {
    this.acts.set(task, act);
    if ('token' in act) act.isExpired = this.isExpired(act.token);
    this.witness(act);
    if (act.kind !== 'refresh') return;
    act.cameTooLate = this.past.ended.has(act.token.sid);
    if (act.actor.role !== 'client') this.rob(act.token.sid, act.actor.role);
  }

  /** What the rules have for an act at this moment, it may be answered later. */
  private witness(act: Act): void {
    act.clocks.add(this.now());
    if (act.kind === 'sign in') this.witnessSignIn(act);
    if (act.kind === 'logout') act.moments.add(this.momentOf(act, null, this.now()));
    if (act.kind === 'refresh') this.witnessRefresh(act);
  }

  private witnessSignIn(act: SignIn): void {
    const { user } = this.past;
    if (isWelcome(user, PASSWORD)) act.versions.add(user.tokenVersion);
    else act.wasUnwelcome = true;
  }

  private witnessRefresh(act: Refresh): void {
    // A request reads the clock first and the row then: the row may be newer than the time.
    for (const now of act.clocks) {
      const moment = this.momentOf(act, act.key, now);
      act.moments.add(moment);
      const session = this.sessionOf(act.token.sid);
      if (session === undefined || !/^(the same pair|within)/.test(moment)) continue;
      act.pairs.add(pairOf(act.token.sid, this.userId, session));
    }
  }

  response(task: string, response: Outcome): void {
    const act = this.acts.get(task);
    if (act === undefined) throw new Error(`${task} is answered what it did not ask`);
    if (response.kind === 'pair') this.issue(response.token);
    if (act.kind === 'logout' && saysThatItIsOver(response)) this.end(act.token.sid, 'logout');
    if (act.kind === 'sign in' && act.isDoomed && response.kind === 'pair')
      this.end(response.token.sid, 'password_change');
    this.answered.push({ act, response });
    this.finished.add(task);
  }

  /** All sessions of the user have been ended, those too that are beginning. */
  endAll(task: string, reason: RevocationReason): void {
    for (const sid of this.past.sessions.keys()) this.end(sid, reason);
    for (const act of this.acts.values()) {
      if (act.kind === 'sign in' && act.tokenVersion !== null) act.isDoomed = true;
    }
    this.finished.add(task);
  }

  private rob(sid: string, role: Actor['role']): void {
    this.robbed.set(sid, new Set([...(this.robbed.get(sid) ?? []), role]));
  }

  private end(sid: string, reason: RevocationReason): void {
    if (!this.past.ended.has(sid)) this.past.ended.set(sid, reason);
    if (!this.everEnded.has(sid)) this.everEnded.set(sid, reason);
  }

  backUp(): { past: Past; key: string } {
    return { past: copyOf(this.past), key: keyOfPast(this.past) };
  }

  restore(past: Past): void {
    this.past = copyOf(past);
    this.wasRestored = true;
    // What was ended since the backup lives again: so does what was begun before it was ended.
    for (const act of this.acts.values()) {
      if (act.kind !== 'sign in' || act.tokenVersion === null) continue;
      act.isDoomed = act.tokenVersion !== past.user.tokenVersion;
    }
    for (const { sid, generation } of this.issued.values()) {
      this.revived.set(sid, Math.max(generation, this.revived.get(sid) ?? 0));
    }
  }

  /** Compares what the step of `lane` has changed with what the model allows. */
  observe(task: string, { user, sessions }: Rows): void {
    this.observeUser(user === null ? GONE : asModelUser(user));
    for (const session of sessions) this.observeSession(task, session);
    this.observeAbsence(sessions);
    // Whoever has ended in his own step has seen nothing of what it left. Another one's statement,
    // that waited for a lock, ends in the step of whoever gave the lock back, and after it.
    if (this.finished.delete(task)) this.acts.delete(task);
    for (const act of this.acts.values()) this.witness(act);
    for (const other of this.finished) this.acts.delete(other);
    this.finished.clear();
  }

  private observeUser(user: ModelUser): void {
    const before = this.past.user;
    if (isSame(user, before)) return;
    const next = { ...before, tokenVersion: before.tokenVersion + 1 };
    const kinds = [...this.acts.values()].map(({ kind }) => kind);
    const isLeaving = kinds.includes('deactivated') && isSame(user, { ...next, isActive: false });
    const changed = { ...next, password: NEXT_PASSWORD };
    const isChange = kinds.includes('password_change') && isSame(user, changed);
    const isDeletion = kinds.includes('deleted') && isSame(user, GONE);
    const isCreation = isSame(before, GONE) && isSame(user, asModelUser(SUCCESSOR));
    const isByRule = isLeaving || isChange || isDeletion || isCreation;
    if (!isByRule) this.unexplained.push('the user changed by no rule');
    this.past.user = user;
  }

  private observeAbsence(rows: readonly Session[]): void {
    const there = new Set(rows.map(({ id }) => id));
    for (const sid of this.past.sessions.keys()) {
      if (there.has(sid)) continue;
      this.unexplained.push('a session is not there any more');
      this.past.sessions.delete(sid);
    }
  }

  private observeSession(task: string, row: Session): void {
    const text = JSON.stringify(row);
    if (this.seen.get(row.id) === text) return;
    this.seen.set(row.id, text);
    const before = this.past.sessions.get(row.id);
    const own = this.acts.get(task);
    // A statement that waited for a lock ends in the step of whoever gave the lock back.
    const acts = [...(own ? [own] : []), ...this.acts.values()];
    if (before !== undefined && this.isRowOf(row, before)) return;
    const after = this.effectOf(acts, row, before);
    if (after === undefined) this.unexplained.push(`the session changed by no rule: ${tell(row)}`);
    this.past.sessions.set(row.id, after ?? asModel(row, before));
    if (row.revokedReason !== null) this.end(row.id, row.revokedReason);
  }

  /** @returns the session after the first of the acts that can have left this row */
  private effectOf(
    acts: readonly Act[],
    row: Session,
    before?: ModelSession,
  ): ModelSession | undefined {
    for (const act of acts) {
      if (!act.clocks.has(changedAt(row))) continue;
      const next = this.nextOf(act, row, before);
      if (next === undefined || !this.isRowOf(row, next)) continue;
      this.note(act, row.id, next);
      return next;
    }
    return undefined;
  }

  private nextOf(act: Act, row: Session, before?: ModelSession): ModelSession | undefined {
    const at = changedAt(row);
    if (act.kind === 'sign in') {
      const isNew = before === undefined && act.versions.has(row.tokenVersion);
      return isNew ? begun(row.tokenVersion, at) : undefined;
    }
    if (before === undefined || before.ended !== null) return undefined;
    if ('token' in act && act.token.sid !== row.id) return undefined;
    return act.kind === 'refresh' ? this.refreshed(act, before, at) : ended(before, act.kind, at);
  }

  private refreshed(act: Refresh, before: ModelSession, at: number): ModelSession | undefined {
    const { token, key, isExpired } = act;
    const presented = { generation: token.generation, key, isExpired };
    const ruling = rule(before, this.past.user, presented, at, this.reuseIntervalMs);
    if (ruling === 'rotates' && act.rotatedTo === null) return rotated(before, presented, at);
    return hasRuling(act.moments, 'reuse') ? ended(before, 'reuse', at) : undefined;
  }

  /** What an act has done decides what it may be answered. */
  private note(act: Act, sid: string, next: ModelSession): void {
    if (act.kind === 'logout') act.endedAt = next.generation;
    if (act.kind === 'sign in') act.pairs.add(pairOf(sid, this.userId, next));
    if (act.kind === 'refresh' && next.ended === null) this.consume(act, next);
  }

  private consume(act: Refresh, next: ModelSession): void {
    act.rotatedTo = next.generation;
    const { sid, generation } = act.token;
    act.pairs.add(pairOf(sid, this.userId, next));
    this.past.consumers.set(`${sid}/${generation}`, { actor: act.actor, key: act.key });
  }

  private isRowOf(row: Session, model: ModelSession): boolean {
    return (
      row.userId === this.userId &&
      row.consumed === consumedOf(model.consumptions) &&
      isDeepStrictEqual(asModel(row, model), model)
    );
  }

  /** The same for ledgers from which everything goes on alike. */
  get key(): string {
    const acts = [...this.acts].map(([task, act]) => [task, keyOfAct(act)]).sort();
    const issued = [...this.issued.values()].map(({ name }) => name);
    const sets = [this.everEnded, this.robbed, this.revived].map((set) => [...set].sort());
    const past = keyOfPast(this.past);
    return JSON.stringify([past, acts, issued.sort(), sets, this.wasRestored]);
  }
}

/** A user who was deleted. */
const GONE: ModelUser = { isActive: false, tokenVersion: -1, password: null };

const asModelUser = ({
  isActive,
  tokenVersion,
  passwordHash,
}: Pick<UserWithPassword, 'isActive' | 'tokenVersion' | 'passwordHash'>): ModelUser => ({
  isActive,
  tokenVersion,
  password: passwordHash,
});

const isSame = (a: ModelUser, b: ModelUser): boolean =>
  a.isActive === b.isActive && a.tokenVersion === b.tokenVersion && a.password === b.password;

/** When the row was changed last, by what it says itself. */
const changedAt = ({ revokedAt, rotatedAt }: Session): number => revokedAt ?? rotatedAt;

/** What cannot be explained is taken as it is: what follows is held against it. */
const asModel = (row: Session, before: ModelSession | undefined): ModelSession => ({
  tokenVersion: row.tokenVersion,
  generation: row.generation,
  consumptions: before?.consumptions ?? [],
  rotatedAt: row.rotatedAt,
  expiresAt: row.expiresAt,
  sessionExpiresAt: row.sessionExpiresAt,
  ended: row.revokedReason,
  endedAt: row.revokedAt,
});

const tell = ({ generation, revokedReason }: Session): string =>
  `generation ${generation}, ${revokedReason === null ? 'active' : `ended (${revokedReason})`}`;
