import { Counter, type Registry } from 'prom-client';
import { type AuthEvent, AuthEvents } from '../../auth/domain/auth-events.js';
import {
  BEARER_REFUSALS,
  countsOf,
  type EventCount,
  LOGIN_RESULTS,
  REFRESH_VERDICTS,
  REVOCATION_REASONS,
  USER_CHANGES,
} from './event-counts.js';

/** Counts log-ins, refreshes and revocations. */
export class AuthEventMetrics extends AuthEvents {
  private readonly logins: Counter<'result'>;
  private readonly refreshes: Counter<'verdict'>;
  private readonly revocations: Counter<'reason'>;
  private readonly reuses: Counter;
  private readonly aheads: Counter;
  private readonly addressChanges: Counter;
  private readonly locks: Counter;
  private readonly throttleFailures: Counter;
  private readonly bearerRefusals: Counter<'reason'>;
  private readonly suppressedBearerRefusals: Counter;
  private readonly userChanges: Counter<'change'>;

  constructor(registry: Registry) {
    super();
    const registers = [registry];
    this.logins = new Counter({
      name: 'keyturn_logins_total',
      help: 'Log-ins by user name and password, by result.',
      labelNames: ['result'],
      registers,
    });
    this.refreshes = new Counter({
      name: 'keyturn_refreshes_total',
      help: 'Refresh requests, by verdict.',
      labelNames: ['verdict'],
      registers,
    });
    this.revocations = new Counter({
      name: 'keyturn_revocations_total',
      help: 'Revocations of one session or of all sessions of a user, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.reuses = new Counter({
      name: 'keyturn_token_reuse_total',
      help: 'Sessions that were revoked because a consumed refresh token was reused.',
      registers,
    });
    this.aheads = new Counter({
      name: 'keyturn_token_ahead_total',
      help: 'Refresh tokens that are newer than the database.',
      registers,
    });
    this.addressChanges = new Counter({
      name: 'keyturn_token_retry_address_change_total',
      help: 'Refreshes that were repeated from another address and returned the same pair.',
      registers,
    });
    this.locks = new Counter({
      name: 'keyturn_login_locks_total',
      help: 'Cool-downs of accounts after too many consecutive failed log-ins.',
      registers,
    });
    this.throttleFailures = new Counter({
      name: 'keyturn_login_throttle_unavailable_total',
      help: 'Times that the store of the counters of log-ins could not be used.',
      registers,
    });
    this.bearerRefusals = new Counter({
      name: 'keyturn_bearers_refused_total',
      help: 'Refused access tokens that caused an event, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.suppressedBearerRefusals = new Counter({
      name: 'keyturn_bearers_refused_suppressed_total',
      help: 'Refused access tokens that caused no event, because there were too many.',
      registers,
    });
    this.userChanges = new Counter({
      name: 'keyturn_user_changes_total',
      help: 'Changes of users in this process, by kind.',
      labelNames: ['change'],
      registers,
    });
    this.beginAtZero();
  }

  emit(event: AuthEvent): void {
    for (const count of countsOf(event)) this.add(count);
  }

  private add(count: EventCount): void {
    switch (count.counter) {
      case 'logins':
        return this.logins.inc({ result: count.result });
      case 'refreshes':
        return this.refreshes.inc({ verdict: count.verdict });
      case 'revocations':
        return this.revocations.inc({ reason: count.reason });
      case 'bearerRefusals':
        return this.bearerRefusals.inc({ reason: count.reason });
      case 'suppressedBearerRefusals':
        return this.suppressedBearerRefusals.inc(count.amount);
      case 'userChanges':
        return this.userChanges.inc({ change: count.change });
      default:
        return this[count.counter].inc();
    }
  }

  /** Prometheus detects no increase in a counter that appears with its first event. */
  private beginAtZero(): void {
    for (const result of LOGIN_RESULTS) this.logins.inc({ result }, 0);
    for (const verdict of REFRESH_VERDICTS) this.refreshes.inc({ verdict }, 0);
    for (const reason of REVOCATION_REASONS) this.revocations.inc({ reason }, 0);
    for (const reason of BEARER_REFUSALS) this.bearerRefusals.inc({ reason }, 0);
    for (const change of USER_CHANGES) this.userChanges.inc({ change }, 0);
  }
}
