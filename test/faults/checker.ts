import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { RememberedSession, type Sent } from './remembered-session.js';

const sidOf = (token: string) => String(claimsOf(token)['sid']);

/** Stands outside, remembers every answer to every client, and knows what may never be. */
export class Checker {
  /** What may never be, and was. */
  readonly violations: string[] = [];
  /** Rotations that were answered, the repeated answers among them. */
  rotations = 0;
  /** Sessions that a restored backup did not have yet: they are gone, as is promised. */
  gone = 0;
  /** Access tokens of living sessions that were refused when they had run out. */
  expired = 0;
  private readonly sessions = new Map<string, RememberedSession>();

  /** @param now what the clock of the servers says, in milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  get sessionCount(): number {
    return this.sessions.size;
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  loggedIn(tokens: Tokens): void {
    const sid = sidOf(tokens.refresh);
    if (this.sessions.has(sid)) this.violate('two sessions have one sid');
    this.sessions.set(sid, new RememberedSession(tokens, performance.now()));
  }

  refreshed(sent: Sent, pair: Tokens): void {
    this.rotations++;
    if (sidOf(pair.refresh) !== sidOf(sent.refresh))
      return this.violate('a refresh changed sessions');
    const wrong = this.sessionOf(sent.refresh).check(sent, pair, performance.now());
    if (wrong !== undefined) this.violate(wrong);
  }

  /** A client was answered 401, and its record still holds the token that it sent. */
  loggedOut(refresh: string, detail: string): void {
    const session = this.sessionOf(refresh);
    if (session.isEnding) return;
    if (session.mayBeGone) this.gone++;
    else this.violate(`an honest client was logged out: ${detail}`);
  }

  accessRefused(access: string): void {
    const session = this.sessionOf(access);
    if (session.isEnding || session.mayBeGone) return;
    if (Number(claimsOf(access)['exp']) * 1000 <= this.now()) this.expired++;
    else this.violate('the access token of a living session was refused');
  }

  /** A refresh is sent. */
  consumes(refresh: string): void {
    this.sessionOf(refresh).consumes(refresh);
  }

  /** A logout is sent. */
  endBegins(refresh: string): void {
    this.sessionOf(refresh).endings++;
  }

  /** A logout was answered by 429: it did nothing. */
  endPutOff(refresh: string): void {
    this.sessionOf(refresh).endings--;
  }

  ended(refresh: string): void {
    this.sessionOf(refresh).endedAt = performance.now();
  }

  /** A logout was answered by 401: there is nothing left to end. */
  endRefused(refresh: string, detail: string): void {
    const session = this.sessionOf(refresh);
    if (!session.mayBeOver(refresh)) this.violate(`a logout was refused for nothing: ${detail}`);
    session.endedAt ??= performance.now();
  }

  /** Nobody is answered meanwhile. */
  restored(backupBegunAt: number): void {
    for (const session of this.sessions.values()) session.restore(backupBegunAt);
  }

  private sessionOf(token: string): RememberedSession {
    const session = this.sessions.get(sidOf(token));
    if (session === undefined)
      throw new Error('A client holds a session that nobody was answered.');
    return session;
  }
}
