import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../domain/bounded-map.js';
import { Clock } from '../domain/clock.js';
import { classifySession } from '../domain/session.js';
import type { User } from '../domain/user.js';
import { SessionReader } from './session-reader.js';

/** The status of an access token's user and session, in the order of the checks. */
export type SessionStatus =
  { kind: 'user_not_found' | 'user_inactive' | 'session_ended' } | { kind: 'active'; user: User };

/** Maximum age of a cached status. */
const MAX_AGE_MS = 1_000;

/** Maximum number of cached sessions: one or two megabytes. */
const MAX_ENTRIES = 10_000;

interface Entry {
  userId: string;
  /** On the monotonic clock, from before the read. */
  begunAt: number;
  status: Promise<SessionStatus>;
  /** The result of `status`. Undefined while the read runs. */
  settled?: SessionStatus;
}

/**
 * Caches a session's status for up to one second (docs/rotation.md, Access tokens).
 *
 * An entry is added before its read begins. Simultaneous requests then share one read, and a
 * revocation also removes a read in flight, whose result may be out of date.
 */
@Injectable()
export class SessionStatusCache {
  private readonly entries = new BoundedMap<string, Entry>(MAX_ENTRIES);
  private hits = 0;
  private misses = 0;

  constructor(
    private readonly reader: SessionReader,
    private readonly clock: Clock,
  ) {}

  /** Hits and misses since the start, and the current number of entries. */
  get counts(): Readonly<Record<'hits' | 'misses' | 'entries', number>> {
    return { hits: this.hits, misses: this.misses, entries: this.entries.size };
  }

  /**
   * Returns the status of a session and its user.
   *
   * @param sid null: the token has no session
   * @throws {AuthError} `temporarily_unavailable`, which is never cached
   */
  check(sid: string | null, userId: string): Promise<SessionStatus> {
    if (sid === null) return this.read(sid, userId);
    const cached = this.findFresh(sid, userId);
    if (cached === undefined) return this.readAndCache(sid, userId);
    this.hits++;
    return cached.status;
  }

  /**
   * Returns the user of an active session from the cache, without waiting.
   *
   * @returns undefined if the status is not cached, is still being read, or is another one
   */
  findActive(sid: string | null, userId: string): User | undefined {
    const settled = sid === null ? undefined : this.findFresh(sid, userId)?.settled;
    if (settled?.kind !== 'active') return undefined;
    this.hits++;
    return settled.user;
  }

  /** Removes a session that this instance has revoked. */
  forget(sid: string): void {
    this.entries.delete(sid);
  }

  /** Removes all sessions of a user, which this instance has revoked. */
  forgetAllOf(userId: string): void {
    for (const [sid, entry] of this.entries) if (entry.userId === userId) this.forget(sid);
  }

  private findFresh(sid: string, userId: string): Entry | undefined {
    const cached = this.entries.get(sid);
    const isFresh = cached !== undefined && this.clock.monotonic() - cached.begunAt < MAX_AGE_MS;
    return isFresh && cached.userId === userId ? cached : undefined;
  }

  private readAndCache(sid: string, userId: string): Promise<SessionStatus> {
    this.misses++;
    const begunAt = this.clock.monotonic();
    const entry: Entry = { userId, begunAt, status: this.read(sid, userId) };
    this.entries.set(sid, entry);
    entry.status.then(
      (status) => (entry.settled = status),
      () => {
        if (this.entries.get(sid) === entry) this.forget(sid);
      },
    );
    return entry.status;
  }

  private async read(sid: string | null, userId: string): Promise<SessionStatus> {
    const [session, user] = await this.reader.read(sid, userId);
    if (user === null) return { kind: 'user_not_found' };
    if (!user.isActive) return { kind: 'user_inactive' };
    const isActive = classifySession(session, user, userId, this.clock.now()) === 'active';
    return isActive ? { kind: 'active', user } : { kind: 'session_ended' };
  }
}
