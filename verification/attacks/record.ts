import { Latencies } from './latencies.js';
import type { Reply } from './sender.js';

/** The responses during an attack. */
export class AttackRecord {
  /** The attacker's responses to log-ins, by status. */
  readonly guesses = new Map<number, number>();
  readonly logins = new Latencies();
  readonly refreshes = new Latencies();
  /** Log-ins of honest clients that a limit refused. */
  throttledLogins = 0;
  /** Log-ins of honest clients that were refused because the hash queue was full. */
  queueFullLogins = 0;
  /** Figures of one attack only. */
  readonly notes: string[] = [];
  readonly violations: string[] = [];
  private succeededOwnLogins = 0;

  /** Records a response to a wrong password. */
  guess({ status, retryAfterSeconds, body }: Reply): void {
    this.guessStatus(status);
    if (status === 200) this.violations.push('a wrong password was accepted');
    this.checkStatus('a guess', status, retryAfterSeconds, body);
  }

  guessStatus(status: number): void {
    this.guesses.set(status, (this.guesses.get(status) ?? 0) + 1);
  }

  /** Records a log-in of the attacker with an own account: no guess. */
  ownLogin({ status }: Reply): void {
    if (status === 200) this.succeededOwnLogins++;
  }

  /** The log-ins of the attacker with an own account that succeeded. */
  get ownLogins(): number {
    return this.succeededOwnLogins;
  }

  /** Records a log-in with the right password. @returns whether it succeeded */
  login(who: string, reply: Reply, mayBeThrottled = false): boolean {
    const { status, retryAfterSeconds, body, tookMs } = reply;
    if (status === 200) this.logins.add(tookMs);
    else if (status === 503) this.queueFullLogins++;
    else if (status === 429) this.throttledLogins++;
    if (status === 401 || (status === 429 && !mayBeThrottled))
      this.violations.push(`${who} was refused: ${status} ${body}`);
    this.checkStatus(who, status, retryAfterSeconds, body);
    return status === 200;
  }

  checkStatus(who: string, status: number, retryAfter: number | undefined, body: string): void {
    const isBusy = status === 503 || status === 429;
    if (isBusy && retryAfter === undefined)
      this.violations.push(`${who}: ${status} without Retry-After`);
    if (![200, 401, 429, 503].includes(status))
      this.violations.push(`${who}: ${status} ${body.slice(0, 200)}`);
  }

  /** The guesses whose passwords were hashed. */
  get reached(): number {
    return (this.guesses.get(200) ?? 0) + (this.guesses.get(401) ?? 0);
  }

  get sent(): number {
    return [...this.guesses.values()].reduce((sum, count) => sum + count, 0);
  }
}
