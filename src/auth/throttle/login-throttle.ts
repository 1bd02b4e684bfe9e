import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { addressRangeOf } from '../domain/address-range.js';
import { ThrottledError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import type { ClientInfo } from '../domain/session.js';
import {
  accountCounter,
  addressCounters,
  beganAt,
  type LoginCounter,
  pairCounters,
  resettableCounters,
} from '../domain/throttle/login-counters.js';
import { type LoginLimits, rankOf } from '../domain/throttle/login-limits.js';
import { ThrottleStore } from '../domain/throttle/throttle.store.js';
import { throttleSubjectOf, type ThrottleSubject } from '../domain/throttle/throttle-subject.js';
import { type AccountFacts, AccountFactsReader } from './account-facts.js';
import { AttemptsInFlight } from './attempts-in-flight.js';
import { CountedAttempt, type Refusal } from './counted-attempt.js';
import { ReportedRefusals } from './reported-refusals.js';

/** A log-in that no limit refuses. Exactly one of its methods must be called. */
export interface AdmittedLogin {
  /** The password was right: the failures of the account no longer count. */
  succeed(): Promise<void>;
  /** The password was wrong. */
  fail(): void;
  /** The password was not verified, so that the attempt was no guess. */
  cancel(): Promise<void>;
}

/** Without limits. */
const UNLIMITED: AdmittedLogin = {
  succeed: () => Promise.resolve(),
  fail: () => undefined,
  cancel: () => Promise.resolve(),
};

/** A log-in with the keys of its counters. */
interface Login {
  username: string;
  client: ClientInfo;
  subject: ThrottleSubject;
}

/**
 * Limits failed log-ins for each account and for each address (docs/operating.md, Limit log-ins).
 * An attempt is counted before its password is verified, and subtracted if the password is
 * right, so that a thousand guesses at the same time count as a thousand.
 *
 * An address from which the user has logged in before is limited only by its own failures.
 */
@Injectable()
export class LoginThrottle {
  private readonly limits: LoginLimits | undefined;
  private readonly inFlight = new AttemptsInFlight();
  private readonly reported = new ReportedRefusals();
  private refused = 0;

  constructor(
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly store: ThrottleStore,
    private readonly facts: AccountFactsReader,
    private readonly events: AuthEvents,
  ) {
    this.limits = settings.loginLimits;
  }

  /** The log-ins that were refused since the start. */
  get refusedCount(): number {
    return this.refused;
  }

  /**
   * Counts a log-in, before its password is verified.
   *
   * @param signal is aborted when the response is no longer needed
   * @throws {ThrottledError} if a limit is exceeded
   * @throws the signal's reason, if it is aborted before the log-in is counted
   * @throws {AuthError} `temporarily_unavailable` if the database that must be read is unavailable
   */
  async admit(username: string, client: ClientInfo, signal?: AbortSignal): Promise<AdmittedLogin> {
    if (this.limits === undefined) return UNLIMITED;
    const subject = throttleSubjectOf(this.settings.key, username, client.ip);
    const login = { username, client, subject };
    for (;;) {
      signal?.throwIfAborted();
      const before = this.inFlight.of(subject.pair);
      const tryOnce = () => this.tryAdmit(login, this.limits!);
      const result = await this.inFlight.inTurn(subject.pair, tryOnce);
      if (!('counter' in result)) return result;
      const inFlight = [...before, ...this.inFlight.of(subject.pair)];
      if (await this.mayRepeat(result, login, inFlight)) continue;
      throw await this.refusalError(result, login);
    }
  }

  private async tryAdmit(login: Login, limits: LoginLimits): Promise<AdmittedLogin | Refusal> {
    const attempt = new CountedAttempt(this.store);
    const refusal = await this.countAll(attempt, login, limits);
    if (refusal === undefined) return this.admitted(attempt, login.subject, limits);
    await attempt.giveBack();
    return refusal;
  }

  /**
   * Sets the failed log-ins of an account to zero: those of one address and those of all unfamiliar
   * addresses. `keyturn user unlock` does the same for every address.
   *
   * @param ip the address of the user, or null if it is unknown
   */
  async unlock(username: string, ip: string | null): Promise<void> {
    if (this.limits === undefined) return;
    const subject = throttleSubjectOf(this.settings.key, username, ip);
    await this.store.reset(resettableCounters(subject, this.limits));
  }

  /**
   * Counts the attempt in the order in which a flood creates the fewest counters: those of a name
   * that last long come after those of the address.
   */
  private async countAll(
    attempt: CountedAttempt,
    login: Login,
    limits: LoginLimits,
  ): Promise<Refusal | undefined> {
    const [shortest, ...longer] = pairCounters(login.subject, limits);
    const byPair = await attempt.count([shortest!]);
    if (byPair !== undefined) return byPair;
    const byAddress = await attempt.count(addressCounters(login.subject, limits));
    if (byAddress !== undefined && !(await this.isUsual(login))) return byAddress;
    const byLongerPair = await attempt.count(longer);
    if (byLongerPair !== undefined) return byLongerPair;
    const rank = rankOf(attempt.number);
    const byAccount = await attempt.count([accountCounter(login.subject, limits, rank)]);
    return byAccount !== undefined && (await this.isUsual(login)) ? undefined : byAccount;
  }

  /** Checks whether the user has logged in from the address before. */
  private async isUsual({ username, client }: Login): Promise<boolean> {
    const range = addressRangeOf(client.ip);
    if (range === null) return false;
    return (await this.facts.read(username)).usualAddresses.has(range);
  }

  private admitted(
    attempt: CountedAttempt,
    subject: ThrottleSubject,
    limits: LoginLimits,
  ): AdmittedLogin {
    const end = this.inFlight.begin(subject.pair);
    return {
      succeed: async () => {
        await Promise.all([
          attempt.giveBack('address'),
          this.store.reset(resettableCounters(subject, limits)),
        ]).finally(end);
      },
      fail: end,
      cancel: () => attempt.giveBack().finally(end),
    };
  }

  /** Checks whether the counters may have changed in favour of the log-in. */
  private async mayRepeat(
    { counter, resetsInMs }: Refusal,
    { username, client }: Login,
    inFlight: readonly Promise<void>[],
  ): Promise<boolean> {
    if (await this.inFlight.waitForOne(inFlight)) return true;
    if (counter.scope === 'address') return false;
    const { unlockedAt } = await this.facts.read(username);
    if (unlockedAt <= beganAt(counter, resetsInMs, Date.now())) return false;
    await this.unlock(username, client.ip);
    return true;
  }

  private async refusalError(refusal: Refusal, login: Login): Promise<ThrottledError> {
    const { counter, resetsInMs } = refusal;
    const error = new ThrottledError(resetsInMs, counter.scope);
    this.refused++;
    if (this.reported.add(reportKeyOf(counter, login.subject), resetsInMs)) {
      this.report(counter, error, await this.facts.read(login.username), login.client);
    }
    return error;
  }

  private report(
    { scope, coolDownSeconds }: LoginCounter,
    { retryAfterSeconds }: ThrottledError,
    { userId }: AccountFacts,
    client: ClientInfo,
  ): void {
    if (coolDownSeconds !== undefined) {
      this.events.emit({ type: 'authn_login_lock', coolDownSeconds, userId, client });
    }
    this.events.emit({ type: 'authn_login_throttled', scope, retryAfterSeconds, userId, client });
  }
}

/** All ranks of an account are reported together. */
const reportKeyOf = ({ scope, key }: LoginCounter, { account }: ThrottleSubject): string =>
  scope === 'account' ? account : key;
