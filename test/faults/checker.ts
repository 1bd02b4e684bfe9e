import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { RememberedLogin, type Sent } from './remembered-login.js';

const sidOf = (token: string) => String(claimsOf(token)['sid']);

/** Stands outside, remembers every answer to every client, and knows what may never be. */
export class Checker {
  /** What may never be, and was. */
  readonly violations: string[] = [];
  /** Rotations that were answered, the repeated answers among them. */
  rotations = 0;
  /** Logins that a restored backup did not have yet: they are gone, as is promised. */
  gone = 0;
  /** Access tokens of living logins that were refused when they had run out. */
  expired = 0;
  private readonly logins = new Map<string, RememberedLogin>();

  /** @param now what the clock of the servers says, in milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  get loginCount(): number {
    return this.logins.size;
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  loggedIn(tokens: Tokens): void {
    const sid = sidOf(tokens.refresh);
    if (this.logins.has(sid)) this.violate('two logins have one sid');
    this.logins.set(sid, new RememberedLogin(tokens, performance.now()));
  }

  refreshed(sent: Sent, pair: Tokens): void {
    this.rotations++;
    if (sidOf(pair.refresh) !== sidOf(sent.refresh))
      return this.violate('a refresh changed logins');
    const wrong = this.loginOf(sent.refresh).judge(sent, pair, performance.now());
    if (wrong !== undefined) this.violate(wrong);
  }

  /** A client was answered 401, and its record still holds the token that it sent. */
  loggedOut(refresh: string, detail: string): void {
    const login = this.loginOf(refresh);
    if (login.isEnding) return;
    if (login.mayBeGone) this.gone++;
    else this.violate(`an honest client was logged out: ${detail}`);
  }

  accessRefused(access: string): void {
    const login = this.loginOf(access);
    if (login.isEnding || login.mayBeGone) return;
    if (Number(claimsOf(access)['exp']) * 1000 <= this.now()) this.expired++;
    else this.violate('the access token of a living login was refused');
  }

  /** A refresh is sent. */
  spends(refresh: string): void {
    this.loginOf(refresh).spends(refresh);
  }

  /** A logout is sent. */
  endBegins(refresh: string): void {
    this.loginOf(refresh).endings++;
  }

  /** A logout was answered by 429: it did nothing. */
  endPutOff(refresh: string): void {
    this.loginOf(refresh).endings--;
  }

  ended(refresh: string): void {
    this.loginOf(refresh).endedAt = performance.now();
  }

  /** A logout was answered by 401: there is nothing left to end. */
  endRefused(refresh: string, detail: string): void {
    const login = this.loginOf(refresh);
    if (!login.mayBeOver(refresh)) this.violate(`a logout was refused for nothing: ${detail}`);
    login.endedAt ??= performance.now();
  }

  /** Nobody is answered meanwhile. */
  restored(backupBegunAt: number): void {
    for (const login of this.logins.values()) login.restore(backupBegunAt);
  }

  private loginOf(token: string): RememberedLogin {
    const login = this.logins.get(sidOf(token));
    if (login === undefined) throw new Error('A client holds a login that nobody was answered.');
    return login;
  }
}
