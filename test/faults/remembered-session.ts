import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';

/** A refresh token that was sent, and when: a moment of the monotonic clock. */
export interface Sent {
  refresh: string;
  at: number;
}

const generationOf = (refresh: string) => Number(claimsOf(refresh)['gen']);
const jtiOf = (refresh: string) => String(claimsOf(refresh)['jti']);

const isSame = (one: Tokens, other: Tokens) =>
  one.refresh === other.refresh && one.access === other.access;

/** All that was ever answered of one session, and what may therefore never be answered. */
export class RememberedSession {
  /** By the generation that it carries; since the last restore. */
  private pairs = new Map<number, Tokens>();
  /** When the answer came that a generation was consumed; since the last restore. */
  private consumedAt = new Map<number, number>();
  /** `jti` by generation, from the beginning: it holds in every history of the database. */
  private readonly ids = new Map<number, string>();
  /** How many logouts were sent that may have ended it, whatever they were answered. */
  endings = 0;
  /** The highest generation that was sent to be consumed. */
  private sentGeneration = -1;
  /** Its logout was answered. */
  endedAt: number | undefined;
  /** A restored database is older than it: it may be gone. */
  mayBeGone = false;

  constructor(
    first: Tokens,
    readonly acknowledgedAt: number,
  ) {
    this.remember(first);
  }

  /** From now on it may be refused. */
  get isEnding(): boolean {
    return this.endings > 0;
  }

  consumes(refresh: string): void {
    this.sentGeneration = Math.max(this.sentGeneration, generationOf(refresh));
  }

  /**
   * Whether a logout may be told that there was nothing to end: another one may have ended it, a
   * restored database may not know it; or other tabs consumed two tokens meanwhile, this one and its
   * successor. A token that old ends its session, and is called consumed all the same.
   */
  mayBeOver(refresh: string): boolean {
    const isOld = this.sentGeneration > generationOf(refresh);
    return this.endings > 1 || this.mayBeGone || isOld;
  }

  /** @returns what is wrong with this answer to a refresh, or undefined */
  check(sent: Sent, pair: Tokens, now: number): string | undefined {
    const consumed = generationOf(sent.refresh);
    const next = generationOf(pair.refresh);
    const wrong = this.checkSuccessor(consumed, next, pair) ?? this.checkTime(sent, next);
    this.remember(pair);
    if (!this.consumedAt.has(consumed)) this.consumedAt.set(consumed, now);
    return wrong;
  }

  /** An older state of the database is in service. */
  restore(backupBegunAt: number): void {
    this.pairs = new Map();
    this.consumedAt = new Map();
    this.mayBeGone ||= this.acknowledgedAt > backupBegunAt;
    if (this.endedAt !== undefined && this.endedAt > backupBegunAt) this.endedAt = undefined;
  }

  private checkSuccessor(consumed: number, next: number, pair: Tokens): string | undefined {
    if (next !== consumed + 1) return `generation ${consumed} was followed by ${next}`;
    const known = this.pairs.get(next);
    if (known !== undefined && !isSame(known, pair)) {
      return `two winners: generation ${consumed} has two different successors`;
    }
    const id = this.ids.get(next);
    return id === undefined || id === jtiOf(pair.refresh)
      ? undefined
      : `two winners: generation ${next} has two ids`;
  }

  private checkTime(sent: Sent, next: number): string | undefined {
    if (sent.at > (this.consumedAt.get(next) ?? Infinity)) {
      return `two winners: generation ${next - 1} was answered after its successor had been consumed`;
    }
    return sent.at > (this.endedAt ?? Infinity) ? 'an acknowledged logout did not last' : undefined;
  }

  private remember(pair: Tokens): void {
    const generation = generationOf(pair.refresh);
    this.pairs.set(generation, pair);
    this.ids.set(generation, jtiOf(pair.refresh));
  }
}
