interface LogEntry {
  message?: string;
  event?: { detail?: string | null };
  error?: { message?: string };
}

/**
 * A time limit of the service, which a busy machine may exceed. The queue of password hashes is not
 * such a limit: it has space for all clients.
 */
const TOO_SLOW = /time-?out/i;

/** A refused log-in is reported as an event. */
const UNAVAILABLE = /temporarily_unavailable|"authn_login_refused"/;

/** Reads the log of a server, and reports violations. */
export class ServerLog {
  readonly violations: string[] = [];
  /** The number of tokens that were newer than the database. */
  ahead = 0;
  /** The reasons of 503 responses. */
  private readonly unavailable: string[] = [];

  /** Reads a line. All clients are honest, so a reported reuse is a violation. */
  read(line: string): void {
    if (line.includes('"authn_token_ahead"')) this.ahead++;
    if (line.includes('"authn_token_reuse"')) this.violations.push('a server reported reuse');
    if (line.includes('"level":"fatal"')) this.violations.push('a server wrote a fatal error');
    if (UNAVAILABLE.test(line)) this.unavailable.push(reasonOf(line));
  }

  /** Returns and clears the reasons of 503 responses, except time limits. */
  takeFailures(): string[] {
    return this.unavailable.splice(0).filter((reason) => !TOO_SLOW.test(reason));
  }
}

function reasonOf(line: string): string {
  const { message, event, error } = JSON.parse(line) as LogEntry;
  return `${event?.detail ?? message} ${error?.message ?? ''}`;
}
