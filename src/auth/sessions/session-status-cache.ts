import { Injectable } from '@nestjs/common';
import { Clock } from '../domain/clock.js';
import { classifySession } from '../domain/session.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { type User, UserStore } from '../domain/user.store.js';

/** What an access token is worth, in the order in which it is asked. */
export type SessionStatus =
  { kind: 'user_not_found' | 'user_inactive' | 'session_ended' } | { kind: 'active'; user: User };

/** How long an instance may go on believing what it read. */
const MAX_AGE_MS = 1_000;

/** How many sessions an instance remembers: about a megabyte or two. */
const MAX_ENTRIES = 10_000;

interface Entry {
  userId: string;
  /** On the monotonic clock, from before the read. */
  begunAt: number;
  sessionStatus: Promise<SessionStatus>;
}

/**
 * Whether a session lives, believed for at most a second.
 *
 * An entry is made before its read begins, so that requests at the same moment share one read, and
 * so that a revocation takes a read in flight away with it: what it will say is no longer true.
 */
@Injectable()
export class SessionStatusCache {
  private readonly entries = new Map<string, Entry>();
  private hits = 0;
  private misses = 0;

  constructor(
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {}

  /** How often a session was believed and how often it was read, since the start; how many are known. */
  get counts(): Readonly<Record<'hits' | 'misses' | 'entries', number>> {
    return { hits: this.hits, misses: this.misses, entries: this.entries.size };
  }

  /**
   * @param sid null: the token names no session
   * @throws {AuthError} `temporarily_unavailable`; that is never remembered
   */
  check(sid: string | null, userId: string): Promise<SessionStatus> {
    if (sid === null) return this.read(sid, userId);
    const known = this.entries.get(sid);
    const isFresh = known !== undefined && this.clock.monotonic() - known.begunAt < MAX_AGE_MS;
    if (!isFresh || known.userId !== userId) return this.remember(sid, userId);
    this.hits++;
    return known.sessionStatus;
  }

  /** A session was ended here: nothing read before may be believed any longer. */
  forget(sid: string): void {
    this.entries.delete(sid);
  }

  /** All sessions of a user were ended here. */
  forgetAllOf(userId: string): void {
    for (const [sid, entry] of this.entries) if (entry.userId === userId) this.forget(sid);
  }

  private remember(sid: string, userId: string): Promise<SessionStatus> {
    this.misses++;
    const begunAt = this.clock.monotonic();
    const entry = { userId, begunAt, sessionStatus: this.read(sid, userId) };
    this.entries.delete(sid);
    this.entries.set(sid, entry);
    entry.sessionStatus.catch(() => {
      if (this.entries.get(sid) === entry) this.forget(sid);
    });
    this.dropOldest();
    return entry.sessionStatus;
  }

  /** A Map remembers in which order its entries came. */
  private dropOldest(): void {
    if (this.entries.size <= MAX_ENTRIES) return;
    for (const sid of this.entries.keys()) return this.forget(sid);
  }

  private async read(sid: string | null, userId: string): Promise<SessionStatus> {
    const [user, session] = await Promise.all([
      this.users.findById(userId),
      sid === null ? null : this.store.find(sid),
    ]);
    if (user === null) return { kind: 'user_not_found' };
    if (!user.isActive) return { kind: 'user_inactive' };
    const lives = classifySession(session, user, userId, this.clock.now()) === 'active';
    return lives ? { kind: 'active', user } : { kind: 'session_ended' };
  }
}
