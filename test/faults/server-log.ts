interface Line {
  message?: string;
  event?: { detail?: string | null };
  error?: { message?: string };
}

/**
 * Where a limit of the service's own passed: a matter of how busy the machine is. The queue of hashes
 * is no such limit: clients log in one at a time, and there is room for all of them.
 */
const TOO_SLOW = /time-?out/i;

/** A log-in that the server refuses is an event. */
const UNAVAILABLE = /temporarily_unavailable|"authn_login_refused"/;

/** What a server writes, and what of it no server may write. */
export class ServerLog {
  readonly violations: string[] = [];
  /** How often a token was newer than the database. */
  ahead = 0;
  /** Why requests were answered 503. */
  private readonly unavailable: string[] = [];

  /** All clients are honest: whoever is called a thief is not one. */
  read(line: string): void {
    if (line.includes('"authn_token_ahead"')) this.ahead++;
    if (line.includes('"authn_token_reuse"')) this.violations.push('a session was called stolen');
    if (line.includes('"level":"fatal"')) this.violations.push('a server wrote a fatal error');
    if (UNAVAILABLE.test(line)) this.unavailable.push(reasonOf(line));
  }

  /** @returns why requests were answered 503, but for limits that passed; they are forgotten */
  takeFailures(): string[] {
    return this.unavailable.splice(0).filter((reason) => !TOO_SLOW.test(reason));
  }
}

function reasonOf(line: string): string {
  const { message, event, error } = JSON.parse(line) as Line;
  return `${event?.detail ?? message} ${error?.message ?? ''}`;
}
