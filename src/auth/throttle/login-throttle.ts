import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { addressRangeOf } from '../domain/address-range.js';
import { ThrottledError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import { spellingKeyOf } from '../domain/login-name.js';
import type { ClientInfo } from '../domain/session.js';
import {
  accountCounter,
  addressCounters,
  beganAt,
  type LoginCounter,
  nameCounter,
  networkCounters,
  pairCounters,
  resettableCounters,
} from '../domain/throttle/login-counters.js';
import { type LoginLimits, rankOf } from '../domain/throttle/login-limits.js';
import { ThrottleStore } from '../domain/throttle/throttle.store.js';
import {
  type AccountSubject,
  accountSubjectOf,
  type ClientSubject,
  clientSubjectOf,
} from '../domain/throttle/throttle-subject.js';
import { type AccountFacts, AccountFactsReader } from './account-facts.js';
import { AttemptsInFlight } from './attempts-in-flight.js';
import { CountedAttempt, type Refusal } from './counted-attempt.js';
import { ExpiringSet } from './expiring-set.js';

/**
 * A log-in that no limit has refused so far. `countFor` must be called when the user is known and
 * before the password is verified, and then one of the other methods.
 */
export interface AdmittedLogin {
  /**
   * Counts the log-in for its account.
   *
   * @param userId null: no user has the name
   * @throws {ThrottledError} if a limit of the account is exceeded
   * @throws {AuthError} `temporarily_unavailable`
   */
  countFor(userId: string | null): Promise<void>;
  /**
   * The password was correct, and the user is active: sets the failures of the account to zero. The
   * log-in policy may still reject the log-in.
   */
  succeed(): Promise<void>;
  /** The password was wrong, or the client disconnected. The attempt stays counted. */
  fail(): void;
  /** The password was not verified, and the client did not disconnect. Subtracts the attempt. */
  cancel(): Promise<void>;
}

const UNLIMITED: AdmittedLogin = {
  countFor: () => Promise.resolve(),
  succeed: () => Promise.resolve(),
  fail: () => undefined,
  cancel: () => Promise.resolve(),
};

/** A log-in before its user is looked up. */
interface Login {
  username: string;
  client: ClientInfo;
  subject: ClientSubject;
}

/** A log-in whose user was looked up. */
interface AccountLogin extends Login {
  userId: string | null;
  account: AccountSubject;
}

/**
 * Limits failed log-ins for each account and for each address (docs/operating.md, Limit log-ins).
 * An attempt is counted before its password is verified, and subtracted if the password is
 * correct, so that simultaneous guesses are all counted.
 *
 * An address from which the user has logged in before is limited only by its own failures.
 */
@Injectable()
export class LoginThrottle {
  private readonly limits: LoginLimits | undefined;
  private readonly inFlight = new AttemptsInFlight();
  /** The keys of counters whose refusals were reported, so that a flood does not fill the log. */
  private readonly reported = new ExpiringSet();
  /** The keys of counters of addresses that refused a log-in. */
  private readonly refusedAddresses = new ExpiringSet();
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
   * Counts a log-in for its name and its address, before the user is looked up.
   *
   * @param signal is aborted when the response is no longer needed
   * @throws {ThrottledError} if a limit is exceeded
   * @throws the signal's reason, if it is aborted before the log-in is counted
   * @throws {AuthError} `temporarily_unavailable` if the database that must be read is unavailable
   */
  async admit(username: string, client: ClientInfo, signal?: AbortSignal): Promise<AdmittedLogin> {
    const { limits } = this;
    if (limits === undefined) return UNLIMITED;
    const subject = this.clientSubject(username, client.ip);
    const login = { username, client, subject };
    for (;;) {
      signal?.throwIfAborted();
      const before = this.inFlight.of(subject.name);
      const tryOnce = () => this.tryAdmit(login, limits);
      const result = await this.inFlight.inTurn(subject.name, tryOnce);
      if (!('counter' in result)) return result;
      const inFlight = [...before, ...this.inFlight.of(subject.name)];
      if (await this.inFlight.waitForOne(inFlight)) continue;
      const facts = await this.facts.byName(username);
      if (await this.applyUnlock(result, login, facts)) continue;
      throw this.refusalError(result, login, facts);
    }
  }

  /**
   * Checks whether the user with a name has logged in from the client's address before.
   *
   * @throws {AuthError} `temporarily_unavailable`
   */
  async isUsualClient(username: string, client: ClientInfo): Promise<boolean> {
    if (this.limits === undefined) return false;
    return isUsual(client, await this.facts.byName(username));
  }

  /**
   * Sets the failed log-ins of a user to zero: resets only the counters of the given address and of
   * the account. To cover every address, implement `UserStore.loginUnlockedAt`, as the module's own
   * users do for `keyturn user unlock`.
   *
   * @param user the ID and the name of the user
   * @param ip the address of the user, or null if it is unknown
   */
  async unlock(user: { id: string; username: string }, ip: string | null): Promise<void> {
    if (this.limits === undefined) return;
    const client = this.clientSubject(user.username, ip);
    const account = accountSubjectOf(this.settings.derivationKey, { userId: user.id }, ip);
    await this.store.reset(resettableCounters(client, account, this.limits));
  }

  private async tryAdmit(login: Login, limits: LoginLimits): Promise<AdmittedLogin | Refusal> {
    const attempt = new CountedAttempt(this.store);
    const refusal = await this.countClient(attempt, login, limits);
    if (refusal === undefined) return this.admitted(attempt, login, limits);
    await attempt.giveBack();
    return refusal;
  }

  private async countClient(
    attempt: CountedAttempt,
    { username, client, subject }: Login,
    limits: LoginLimits,
  ): Promise<Refusal | undefined> {
    const addresses = addressCounters(subject, limits);
    const name = nameCounter(subject, limits);
    // An address that was refused is counted alone, so that a flood creates few counters of names.
    const wasRefused = addresses.some(({ key }) => this.refusedAddresses.has(key));
    const refusals = await attempt.count(wasRefused ? addresses : [...addresses, name]);
    const byAddress = refusals.find(({ counter }) => counter.scope === 'address');
    if (byAddress !== undefined) {
      this.refusedAddresses.add(byAddress.counter.key, byAddress.resetsInMs);
      if (!isUsual(client, await this.facts.byName(username))) return byAddress;
    }
    const [byName] = wasRefused ? await attempt.count([name]) : refusals.filter(isOfName);
    return byName;
  }

  private admitted(attempt: CountedAttempt, login: Login, limits: LoginLimits): AdmittedLogin {
    const end = this.inFlight.begin(login.subject.name);
    let account: AccountSubject | undefined;
    return {
      countFor: async (userId) => {
        account = this.accountOf(login, userId);
        await this.countAccount(attempt, { ...login, userId, account }, limits);
      },
      succeed: async () => {
        const { subject } = login;
        const counters = account && resettableCounters(subject, account, limits);
        const changes = [attempt.giveBack('address')];
        if (counters !== undefined) changes.push(this.store.reset(counters));
        await Promise.all(changes).finally(end);
      },
      fail: end,
      cancel: () => attempt.giveBack().finally(end),
    };
  }

  private clientSubject(username: string, ip: string | null): ClientSubject {
    const { derivationKey, loginRules } = this.settings;
    return clientSubjectOf(derivationKey, spellingKeyOf(username, loginRules), ip);
  }

  private accountOf({ username, client }: Login, userId: string | null): AccountSubject {
    const { derivationKey, loginRules } = this.settings;
    const account =
      userId === null ? { unknownName: spellingKeyOf(username, loginRules) } : { userId };
    return accountSubjectOf(derivationKey, account, client.ip);
  }

  /** @throws {ThrottledError} */
  private async countAccount(
    attempt: CountedAttempt,
    login: AccountLogin,
    limits: LoginLimits,
  ): Promise<void> {
    const refusal = await this.refusalOfAccount(attempt, login, limits);
    if (refusal === undefined) return;
    const facts = await this.facts.byId(login.userId);
    if (!(await this.applyUnlock(refusal, login, facts)))
      throw this.refusalError(refusal, login, facts);
    const again = await this.refusalOfAccount(attempt, login, limits);
    if (again !== undefined) throw this.refusalError(again, login, facts);
  }

  private async refusalOfAccount(
    attempt: CountedAttempt,
    { client, account, userId }: AccountLogin,
    limits: LoginLimits,
  ): Promise<Refusal | undefined> {
    const fromAddress = [...pairCounters(account, limits), ...networkCounters(account, limits)];
    const [byAddress] = await attempt.count(fromAddress);
    const [refusal] =
      byAddress === undefined
        ? await attempt.count([accountCounter(account, limits, rankOf(attempt.number))])
        : [byAddress];
    if (refusal?.counter.scope !== 'account') return refusal;
    return isUsual(client, await this.facts.byId(userId)) ? undefined : refusal;
  }

  /** @returns whether an operator has unlocked the user since the counter began to refuse */
  private async applyUnlock(
    { counter, resetsAt }: Refusal,
    { client, username }: Login,
    { userId, unlockedAt }: AccountFacts,
  ): Promise<boolean> {
    if (userId === null || counter.scope === 'address') return false;
    if (unlockedAt <= beganAt(counter, resetsAt)) return false;
    await this.unlock({ id: userId, username }, client.ip);
    return true;
  }

  private refusalError(
    { counter, resetsInMs }: Refusal,
    { client }: Login,
    { userId }: AccountFacts,
  ): ThrottledError {
    const error = new ThrottledError(resetsInMs, counter.scope);
    this.refused++;
    // All ranks of an account are reported together.
    const key = counter.coolDownSeconds === undefined ? counter.key : counter.key.split(':')[0]!;
    if (this.reported.add(key, resetsInMs)) this.report(counter, error, userId, client);
    return error;
  }

  private report(
    { scope, coolDownSeconds }: LoginCounter,
    { retryAfterSeconds }: ThrottledError,
    userId: string | null,
    client: ClientInfo,
  ): void {
    if (coolDownSeconds !== undefined) {
      this.events.emit({ type: 'authn_login_lock', coolDownSeconds, userId, client });
    }
    this.events.emit({ type: 'authn_login_throttled', scope, retryAfterSeconds, userId, client });
  }
}

const isOfName = ({ counter }: Refusal): boolean => counter.scope !== 'address';

function isUsual({ ip }: ClientInfo, { usualAddresses }: AccountFacts): boolean {
  const range = addressRangeOf(ip);
  return range !== null && usualAddresses.has(range);
}
