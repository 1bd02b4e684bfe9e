import { Injectable } from '@nestjs/common';
import { Clock } from '../domain/clock.js';
import { judgeLogin } from '../domain/login.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { type User, UserStore } from '../domain/user.store.js';

/** What an access token is worth, in the order in which it is asked. */
export type Liveness =
  { kind: 'user_not_found' | 'user_inactive' | 'login_ended' } | { kind: 'living'; user: User };

/** How long an instance may go on believing what it read. */
const MAX_AGE_MS = 1_000;

/** How many logins an instance remembers: about a megabyte or two. */
const MAX_ENTRIES = 10_000;

interface Entry {
  userId: string;
  /** On the monotonic clock, from before the read. */
  begunAt: number;
  liveness: Promise<Liveness>;
}

/**
 * Whether a login lives, believed for at most a second.
 *
 * An entry is made before its read begins, so that requests at the same moment share one read, and
 * so that a revocation takes a read in flight away with it: what it will say is no longer true.
 */
@Injectable()
export class LoginLiveness {
  private readonly entries = new Map<string, Entry>();
  private hits = 0;
  private misses = 0;

  constructor(
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {}

  /** How often a login was believed and how often it was read, since the start; how many are known. */
  get counts(): Readonly<Record<'hits' | 'misses' | 'entries', number>> {
    return { hits: this.hits, misses: this.misses, entries: this.entries.size };
  }

  /**
   * @param sid null: the token names no login
   * @throws {AuthError} `temporarily_unavailable`; that is never remembered
   */
  judge(sid: string | null, userId: string): Promise<Liveness> {
    if (sid === null) return this.read(sid, userId);
    const known = this.entries.get(sid);
    const isFresh = known !== undefined && this.clock.monotonic() - known.begunAt < MAX_AGE_MS;
    if (!isFresh || known.userId !== userId) return this.remember(sid, userId);
    this.hits++;
    return known.liveness;
  }

  /** A login was ended here: nothing read before may be believed any longer. */
  forget(sid: string): void {
    this.entries.delete(sid);
  }

  /** All logins of a user were ended here. */
  forgetAllOf(userId: string): void {
    for (const [sid, entry] of this.entries) if (entry.userId === userId) this.forget(sid);
  }

  private remember(sid: string, userId: string): Promise<Liveness> {
    this.misses++;
    const begunAt = this.clock.monotonic();
    const entry = { userId, begunAt, liveness: this.read(sid, userId) };
    this.entries.delete(sid);
    this.entries.set(sid, entry);
    entry.liveness.catch(() => {
      if (this.entries.get(sid) === entry) this.forget(sid);
    });
    this.dropOldest();
    return entry.liveness;
  }

  /** A Map remembers in which order its entries came. */
  private dropOldest(): void {
    if (this.entries.size <= MAX_ENTRIES) return;
    for (const sid of this.entries.keys()) return this.forget(sid);
  }

  private async read(sid: string | null, userId: string): Promise<Liveness> {
    const [user, login] = await Promise.all([
      this.users.findById(userId),
      sid === null ? null : this.store.find(sid),
    ]);
    if (user === null) return { kind: 'user_not_found' };
    if (!user.isActive) return { kind: 'user_inactive' };
    const lives = judgeLogin(login, user, userId, this.clock.now()) === 'living';
    return lives ? { kind: 'living', user } : { kind: 'login_ended' };
  }
}
