import type { AttackRecord } from './record.js';
import type { Reply } from './sender.js';
import type { Target } from './target.js';
import { ALICE } from '../../test/support/deployment.js';

/** How large an attack is. */
export interface Scale {
  /** The time of sustained attacks. */
  readonly seconds: number;
  /** Attacking addresses. */
  readonly addresses: number;
  /** Guesses that are sent at once. */
  readonly burst: number;
}

export const FULL: Scale = { seconds: 30, addresses: 200, burst: 1000 };
export const SHORT: Scale = { seconds: 1, addresses: 60, burst: 150 };

/** A wrong password. */
const WRONG = 'violet kettle harbour';

/** What an attack needs. */
export class Stage {
  constructor(
    readonly target: Target,
    readonly record: AttackRecord,
    readonly scale: Scale,
    /** Distinguishes the addresses and users of the attack from those of the others. */
    private readonly number: number,
  ) {}

  /** Returns an IPv4 address that only this attack uses. */
  address(index: number): string {
    return `10.${this.number}.${index >> 8}.${index & 0xff}`;
  }

  /** Returns an IPv6 address in a /48 that only this attack uses. @param subnet selects the /64 */
  ipv6(subnet: number, host: number): string {
    return `2001:db8:${this.number.toString(16)}:${subnet.toString(16)}::${(host + 1).toString(16)}`;
  }

  /** Returns a name that no other attack uses. */
  name(what: string): string {
    return `${what}-${this.number}`;
  }

  /** Tries a wrong password. */
  async guess(username: string, ip: string): Promise<Reply> {
    const reply = await this.target.attacker.logIn(username, WRONG, ip);
    this.record.guess(reply);
    return reply;
  }

  /** Tries a wrong password, and closes the connection when the signal is aborted. */
  async abandonableGuess(
    username: string,
    ip: string,
    signal: AbortSignal,
  ): Promise<Reply | undefined> {
    const reply = await this.target.attacker
      .logIn(username, WRONG, ip, signal)
      .catch((error: Error) => {
        if (!signal.aborted) throw error;
        return undefined;
      });
    if (reply !== undefined) this.record.guess(reply);
    return reply;
  }

  /** Logs in with the right password, as the attacker can with an own account. */
  async ownLogin(username: string, ip: string): Promise<void> {
    this.record.ownLogin(await this.target.attacker.logIn(username, ALICE.password, ip));
  }

  /** Without a successful log-in of the attacker, an attack would prove nothing. */
  requireOwnLogins(): void {
    if (this.record.ownLogins === 0)
      this.record.violations.push('the attacker could not log in with the own account');
  }

  /** Repeats work in as many tasks as an attacker has connections, until the time has passed. */
  async sustain(tasks: number, work: (task: number) => Promise<unknown>): Promise<void> {
    await this.during(this.scale.seconds, tasks, work);
  }

  async during(seconds: number, tasks: number, work: (task: number) => Promise<unknown>) {
    const end = performance.now() + 1000 * seconds;
    const repeat = async (_: unknown, task: number) => {
      while (performance.now() < end) await work(task);
    };
    await Promise.all(Array.from({ length: tasks }, repeat));
  }

  /**
   * Sends guesses on one TCP connection without waiting for the responses. The service dispatches 32
   * of them, and closes the connection.
   */
  async pipeline(username: string, count: number, ip: string): Promise<void> {
    const body = JSON.stringify({ username, password: WRONG });
    const bodies = Array<string>(count).fill(body);
    const statuses = await this.target.attacker.pipeline('/api/token/', bodies, ip);
    statuses.forEach((status) => this.record.guessStatus(status));
  }
}
