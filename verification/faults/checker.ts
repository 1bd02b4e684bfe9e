import { claimsOf } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';
import { SessionHistory, type Sent } from './session-history.js';

const sidOf = (token: string) => String(claimsOf(token)['sid']);

/** Records every response to every client, and reports violations. Does not read the database. */
export class Checker {
  /** The violations so far. */
  readonly violations: string[] = [];
  /** The number of successful refreshes, including retries. */
  rotations = 0;
  /** The number of sessions that a restored backup lacked, which is allowed. */
  lostSessions = 0;
  /** The number of accepted access tokens. */
  accepted = 0;
  /** The number of access tokens of active sessions that were rejected after their expiry. */
  expired = 0;
  private readonly sessions = new Map<string, SessionHistory>();

  /** @param now the clock of the servers, in epoch milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  get sessionCount(): number {
    return this.sessions.size;
  }

  reportViolation(what: string): void {
    this.violations.push(what);
  }

  loggedIn(tokens: Tokens): void {
    const sid = sidOf(tokens.refresh);
    if (this.sessions.has(sid)) this.reportViolation('two sessions have one sid');
    this.sessions.set(sid, new SessionHistory(tokens, performance.now()));
  }

  refreshed(sent: Sent, pair: Tokens): void {
    this.rotations++;
    if (sidOf(pair.refresh) !== sidOf(sent.refresh))
      return this.reportViolation('a refresh changed sessions');
    const violation = this.sessionOf(sent.refresh).check(sent, pair, performance.now());
    if (violation !== undefined) this.reportViolation(violation);
  }

  /** Records a 401 to a client whose record still holds the token that it sent. */
  clientLoggedOut(refresh: string, detail: string): void {
    const session = this.sessionOf(refresh);
    if (session.mayBeRevoked) return;
    if (session.mayBeLost) this.lostSessions++;
    else this.reportViolation(`an honest client was logged out: ${detail}`);
  }

  accessAccepted(): void {
    this.accepted++;
  }

  accessRejected(access: string): void {
    const session = this.sessionOf(access);
    if (session.mayBeRevoked || session.mayBeLost) return;
    if (Number(claimsOf(access)['exp']) * 1000 <= this.now()) this.expired++;
    else this.reportViolation('the access token of an active session was rejected');
  }

  /** Records that a refresh is sent. */
  refreshSent(refresh: string): void {
    this.sessionOf(refresh).refreshSent(refresh);
  }

  /** Records that a logout is sent. */
  logoutSent(refresh: string): void {
    this.sessionOf(refresh).logoutsSent++;
  }

  /** Records a 429 to a log-out, which had no effect. */
  logoutIgnored(refresh: string): void {
    this.sessionOf(refresh).logoutsSent--;
  }

  logoutAccepted(refresh: string): void {
    this.sessionOf(refresh).revokedAt = performance.now();
  }

  /** Records a 401 to a log-out: the session is already revoked or unknown. */
  logoutRejected(refresh: string, detail: string): void {
    const session = this.sessionOf(refresh);
    if (!session.mayRejectLogout(refresh))
      this.reportViolation(`a log-out was rejected without a reason: ${detail}`);
    session.revokedAt ??= performance.now();
  }

  /** Records a restore, during which no server runs. */
  restored(backupBegunAt: number): void {
    for (const session of this.sessions.values()) session.restore(backupBegunAt);
  }

  private sessionOf(token: string): SessionHistory {
    const session = this.sessions.get(sidOf(token));
    if (session === undefined)
      throw new Error('A client has a session that no response contained.');
    return session;
  }
}
