import { claimsOf } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';

/** A refresh token that was sent, with the time by the monotonic clock. */
export interface Sent {
  refresh: string;
  at: number;
}

const generationOf = (refresh: string) => Number(claimsOf(refresh)['gen']);
const jtiOf = (refresh: string) => String(claimsOf(refresh)['jti']);

const isSame = (one: Tokens, other: Tokens) =>
  one.refresh === other.refresh && one.access === other.access;

/** Records all responses of a session, and checks new ones against them. */
export class SessionHistory {
  /** The pairs since the last restore, by generation. */
  private pairs = new Map<number, Tokens>();
  /** The times at which responses confirmed the consumption of a generation, since the last restore. */
  private consumedAt = new Map<number, number>();
  /** `jti` by generation, which a restore does not change. */
  private readonly ids = new Map<number, string>();
  /** The number of log-outs that may have revoked it, regardless of their responses. */
  logoutsSent = 0;
  /** The highest generation of a sent refresh. */
  private sentGeneration = -1;
  /** The time of the response to its log-out. */
  revokedAt: number | undefined;
  /** Whether a restored backup is older than the session. */
  mayBeLost = false;

  constructor(
    first: Tokens,
    readonly acknowledgedAt: number,
  ) {
    this.remember(first);
  }

  /** Whether requests may be rejected, because a log-out was sent. */
  get mayBeRevoked(): boolean {
    return this.logoutsSent > 0;
  }

  refreshSent(refresh: string): void {
    this.sentGeneration = Math.max(this.sentGeneration, generationOf(refresh));
  }

  /**
   * Whether a log-out may get a 401: another log-out may have revoked the session, a restored backup may
   * lack it, or other tabs may have consumed this token and its successor. A token that old revokes its
   * session, but the response is an error.
   */
  mayRejectLogout(refresh: string): boolean {
    const isOld = this.sentGeneration > generationOf(refresh);
    return this.logoutsSent > 1 || this.mayBeLost || isOld;
  }

  /** Checks the response to a refresh. @returns a violation, or undefined */
  check(sent: Sent, pair: Tokens, now: number): string | undefined {
    const consumed = generationOf(sent.refresh);
    const next = generationOf(pair.refresh);
    const violation = this.checkSuccessor(consumed, next, pair) ?? this.checkTime(sent, next);
    this.remember(pair);
    if (!this.consumedAt.has(consumed)) this.consumedAt.set(consumed, now);
    return violation;
  }

  /** Records that an older backup was restored. */
  restore(backupBegunAt: number): void {
    this.pairs = new Map();
    this.consumedAt = new Map();
    this.mayBeLost ||= this.acknowledgedAt > backupBegunAt;
    if (this.revokedAt !== undefined && this.revokedAt > backupBegunAt) this.revokedAt = undefined;
  }

  private checkSuccessor(consumed: number, next: number, pair: Tokens): string | undefined {
    if (next !== consumed + 1) return `generation ${consumed} was followed by ${next}`;
    const known = this.pairs.get(next);
    if (known !== undefined && !isSame(known, pair)) {
      return `two successors: generation ${consumed} has two different successors`;
    }
    const id = this.ids.get(next);
    return id === undefined || id === jtiOf(pair.refresh)
      ? undefined
      : `two successors: generation ${next} has two IDs`;
  }

  private checkTime(sent: Sent, next: number): string | undefined {
    if (sent.at > (this.consumedAt.get(next) ?? Infinity)) {
      return `two successors: generation ${next - 1} was refreshed after its successor had been consumed`;
    }
    return sent.at > (this.revokedAt ?? Infinity)
      ? 'an acknowledged log-out did not last'
      : undefined;
  }

  private remember(pair: Tokens): void {
    const generation = generationOf(pair.refresh);
    this.pairs.set(generation, pair);
    this.ids.set(generation, jtiOf(pair.refresh));
  }
}
