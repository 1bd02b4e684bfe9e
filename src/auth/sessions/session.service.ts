import { Injectable } from '@nestjs/common';
import type { AuthSettings } from '../config/auth.settings.js';
import { AuthEvents, type TokenRevoked } from '../domain/auth-events.js';
import { clientInfoOf } from '../domain/client-info.js';
import { Clock } from '../domain/clock.js';
import {
  type ClientInfo,
  initialSession,
  type NewSession,
  type RevocationReason,
  type Session,
  sessionState,
} from '../domain/session.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import {
  type ListedStates,
  readPageQuery,
  type SessionPageOptions,
} from '../domain/session-query.js';
import { toSeconds } from '../domain/token-pair.js';
import type { User } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import { type ListedSession, toListed } from './listed-session.js';
import { SessionIds } from './session-ids.js';
import { SessionStatusCache } from './session-status-cache.js';

/** Part of a list of sessions, newest first. */
export interface SessionPage {
  /** The sessions of this page. */
  sessions: ListedSession[];
  /** The cursor of the next page, as `after`; null on the last page. */
  next: string | null;
  /** The cursor of the previous page, as `before`; null on the first page. */
  previous: string | null;
}

/** Which sessions of a user to list, and which page of them. */
export interface SessionListOptions extends SessionPageOptions {
  /** `'all'`: also expired and revoked sessions. @default 'active' */
  states?: ListedStates | null | undefined;
}

type Lifetimes = Pick<AuthSettings, 'sessionSeconds' | 'refreshTokenSeconds'>;

/** The settings of a new session. */
type SessionSettings = Lifetimes & Pick<AuthSettings, 'maxSessionsPerUser'>;

/** A new session. */
export interface BegunSession {
  /** The session as it was stored, at generation 0. */
  session: Session;
  /** The distinct clients of the user's newest earlier sessions. */
  earlierClients: readonly ClientInfo[];
}

/** The number of earlier sessions whose clients are compared, the newest ones. */
const MAX_COMPARED = 100;

/** Sessions that one statement of `revokeAll` revokes: few enough that its locks are short. */
const BATCH_SIZE = 1_000;

/** Starts, lists and revokes sessions. */
@Injectable()
export class SessionService {
  private readonly ids = new SessionIds();

  constructor(
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly sessionStatus: SessionStatusCache,
    private readonly clock: Clock,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Starts a session, and revokes the oldest sessions of the user that exceed `maxSessionsPerUser`.
   * `TokenService.obtain` calls it.
   *
   * @param user authenticated; with the `tokenVersion` read before the password was verified
   * @returns the session, and the clients of the user's newest earlier sessions
   * @throws {AuthError} `temporarily_unavailable`
   */
  async begin(user: User, client: ClientInfo, settings: SessionSettings): Promise<BegunSession> {
    const now = this.clock.now();
    const id = this.ids.next(now);
    const session = newSession(id, user, client, settings, now);
    if (!this.store.recordsLogins) await this.users.recordLogin(user.id, now);
    const options = { maxActive: settings.maxSessionsPerUser, compared: MAX_COMPARED };
    const { revoked, earlierClients } = await this.store.create(session, options);
    for (const sid of revoked) {
      this.sessionStatus.forget(sid);
      this.report({ sid, userId: user.id, reason: 'session_limit' }, client);
    }
    return { session: initialSession(session), earlierClients };
  }

  /**
   * Lists the sessions of a user, newest first, a page at a time.
   *
   * @throws {AuthError} `invalid_request` for a malformed cursor, a limit that is out of range or
   *   unknown states, `temporarily_unavailable`
   * @example
   * ```ts
   * const { sessions, next } = await service.list(user.id, { limit: 20 });
   * ```
   */
  async list(userId: string, options: SessionListOptions = {}): Promise<SessionPage> {
    const states = options.states ?? 'active';
    const { limit, ...cursor } = readPageQuery(options, states);
    const now = this.clock.now();
    const activeAt = states === 'active' ? now : undefined;
    const user = await this.users.findById(userId);
    const rows = await this.store.list({ userId, activeAt, ...cursor, limit: limit + 1 });
    const { page, ...cursors } = pageOf(rows, cursor, limit);
    const sessions = page.map((row) => toListed(row, sessionState(row, user, now)));
    return {
      sessions: sessions.filter(({ state }) => states === 'all' || state === 'active'),
      ...cursors,
    };
  }

  /**
   * Revokes an active or expired session at any generation, so that a refresh in flight cannot undo
   * it.
   *
   * @param client the client whose request revokes it; null if no client's request does
   * @returns the revoked session, or null if it does not exist or was revoked before
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revoke(
    sid: string,
    reason: RevocationReason = 'logout',
    client: ClientInfo | null = null,
  ): Promise<Session | null> {
    if (!isText(sid)) return null;
    const revoked = await this.store.revoke(sid, reason, this.clock.now());
    this.sessionStatus.forget(sid);
    if (revoked !== null) this.report({ sid, userId: revoked.userId, reason }, client);
    return revoked;
  }

  /**
   * Revokes a session like {@link revoke}, but only if it belongs to the user: for a route on which
   * the user chooses the session.
   *
   * @returns null if the session belongs to another user; then it is not revoked
   * @throws {AuthError} `temporarily_unavailable`
   * @example
   * ```ts
   * @Delete(':sid')
   * async revoke(@CurrentUser('id') userId: string, @Param('sid') sid: string) {
   *   if ((await this.sessions.revokeOf(userId, sid)) === null) throw new NotFoundException();
   * }
   * ```
   */
  async revokeOf(
    userId: string,
    sid: string,
    reason: RevocationReason = 'logout',
    client: ClientInfo | null = null,
  ): Promise<Session | null> {
    if (!isText(sid)) return null;
    // The user of a session never changes.
    const found = await this.store.find(sid);
    return found?.userId === userId ? this.revoke(sid, reason, client) : null;
  }

  /**
   * Revokes every session of a user. An application with its own users must increment `tokenVersion`
   * first, so that a log-in in flight starts no active session.
   *
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revokeAllOf(
    userId: string,
    reason: RevocationReason = 'admin',
    client: ClientInfo | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    if (this.users.revokeSessions) await this.users.revokeSessions(userId, reason, now);
    else await this.store.revokeAllOf(userId, reason, now);
    this.sessionStatus.forgetAllOf(userId);
    this.report({ sid: null, userId, reason }, client);
  }

  /**
   * Revokes every session of a user except one, for a user who logs out all other devices. A log-in in
   * flight starts a session nevertheless: the password is unchanged, so it could follow a moment later.
   *
   * @param sid the session to keep: claim `sid`
   * @returns the number of revoked sessions
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revokeOthersOf(
    userId: string,
    sid: string,
    reason: RevocationReason = 'logout',
    client: ClientInfo | null = null,
  ): Promise<number> {
    const revoked = await this.store.revokeAllOf(userId, reason, this.clock.now(), sid);
    this.sessionStatus.forgetAllOf(userId);
    if (revoked > 0) this.report({ sid: null, except: sid, userId, reason }, client);
    return revoked;
  }

  /**
   * Revokes every existing session of every user, in batches. If it is interrupted, only some sessions
   * are revoked. It ends when a pass over all sessions finds none to revoke. Emits one
   * `authn_token_revoked` if at least one session was revoked, even when it is interrupted.
   *
   * @param onBatch receives the number of sessions revoked so far
   * @returns the number of revoked sessions
   * @throws {AuthError} `temporarily_unavailable`
   */
  async revokeAll(onBatch: (revoked: number) => void = () => undefined): Promise<number> {
    let total = 0;
    try {
      for await (const count of this.revokeBatches()) onBatch((total += count));
    } finally {
      if (total > 0) this.report({ sid: null, userId: null, reason: 'admin' }, null);
    }
    return total;
  }

  /** Revokes one batch at a time. @yields the number of sessions in it */
  private async *revokeBatches(): AsyncGenerator<number> {
    const now = this.clock.now();
    // The clock of another instance may be ahead of this one.
    const [newest] = await this.store.list({ limit: 1 });
    const createdUntil = Math.max(now, newest?.createdAt ?? now);
    let after = '';
    for (;;) {
      const batch = { after, limit: BATCH_SIZE, createdUntil };
      const revoked = await this.store.revokeBatch(batch, 'admin', now);
      for (const sid of revoked) this.sessionStatus.forget(sid);
      if (revoked.length === 0 && after === '') return;
      after = revoked.reduce((last, id) => (id > last ? id : last), '');
      if (revoked.length > 0) yield revoked.length;
    }
  }

  private report(revoked: Revocation, sentBy: ClientInfo | null): void {
    const client = sentBy && clientInfoOf(sentBy);
    this.events.emit({ type: 'authn_token_revoked', ...revoked, client });
  }
}

type Revocation = Omit<TokenRevoked, 'type' | 'client'>;

/**
 * Separates a page from the row beyond it, which the store has read to find out whether there is one.
 *
 * @param rows newest first, at most `limit + 1`
 */
function pageOf(
  rows: readonly Session[],
  { after, before }: Pick<SessionPageOptions, 'after' | 'before'>,
  limit: number,
) {
  const hasMore = rows.length > limit;
  const isBackward = before !== undefined;
  const page = isBackward ? rows.slice(-limit) : rows.slice(0, limit);
  const hasNext = isBackward || hasMore;
  const hasPrevious = isBackward ? hasMore : after !== undefined;
  return {
    page,
    next: hasNext ? (page.at(-1)?.id ?? null) : null,
    previous: hasPrevious ? (page[0]?.id ?? null) : null,
  };
}

/**
 * A route may pass an object from a body as the ID. An application's own store could treat it as a
 * condition that other sessions meet.
 */
const isText = (sid: unknown): boolean => typeof sid === 'string';

/**
 * Token times are whole seconds, so both expiries count from the second in which the session starts.
 */
function newSession(
  id: string,
  user: User,
  client: ClientInfo,
  lifetimes: Lifetimes,
  now: number,
): NewSession {
  const second = toSeconds(now);
  const sessionExpiresAt = (second + lifetimes.sessionSeconds) * 1000;
  const idleExpiresAt = (second + lifetimes.refreshTokenSeconds) * 1000;
  return {
    id,
    userId: user.id,
    tokenVersion: user.tokenVersion,
    rotatedAt: now,
    expiresAt: Math.min(idleExpiresAt, sessionExpiresAt),
    sessionExpiresAt,
    ...clientInfoOf(client),
  };
}
