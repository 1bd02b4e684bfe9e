import { setTimeout } from 'node:timers/promises';
import type { RawResponse } from '../../test/support/connection.js';
import type { RawRequest } from '../../test/support/proxy.js';
import type { Tokens } from '../../test/support/api-client.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { Checker } from './checker.js';
import { ClientRecord, type StoredTokens } from './client-record.js';
import { RevokedSessions } from './revoked-sessions.js';
import type { Channel } from './channel.js';
import type { Counters } from './counters.js';

/** The probabilities of the actions of a tab. Otherwise it refreshes. */
const USER_REQUEST_RATE = 0.3;
const LOGOUT_RATE = 0.02;

const PAUSE_MS = [10, 150] as const;
const RETRY_DELAY_MS = [50, 400] as const;

/** The state of a tab. */
interface Tab {
  access?: string;
}

/**
 * A client that follows the rules, with several tabs that share one record:
 *
 * 1. the record is a token and a key, written at once when the token arrives;
 * 2. it is read immediately before every send;
 * 3. a response is stored only if the record still holds the token that was sent;
 * 4. after a lost connection, 429 or 5xx the same record is sent again;
 * 5. after a 401 the record is read again; if it has changed, the client continues with it.
 *    If not, it revokes the session with the token, deletes the record and logs in.
 *
 * A tab keeps its access token until that is rejected.
 */
export class HonestClient {
  /** The time of the last successful refresh, by the monotonic clock. */
  servedAt = -Infinity;
  private readonly revoked = new RevokedSessions();
  private readonly record = new ClientRecord();
  private isStopping = false;
  private loggingIn: Promise<void> | undefined;
  private readonly tabs: Promise<unknown>;

  constructor(
    private readonly channel: Channel,
    private readonly credentials: object,
    tabs: number,
    private readonly random: SeededRandom,
    private readonly counters: Counters,
    private readonly checker: Checker,
  ) {
    this.tabs = Promise.all(Array.from({ length: tabs }, () => this.useTab()));
  }

  /** Stops the client. Resolves when no request is in flight. */
  async end(): Promise<void> {
    this.isStopping = true;
    await this.tabs;
  }

  /** Checks, after the end, that every revoked session is rejected. @returns whether all got a response */
  presentRevoked(): Promise<boolean> {
    return this.revoked.presentAll((revoked) => this.present(revoked));
  }

  private async useTab(): Promise<void> {
    const tab: Tab = {};
    while (!this.isStopping) {
      const stored = this.record.read();
      if (stored === undefined) await this.logIn();
      else await this.act(stored, tab);
      await setTimeout(this.random.between(...PAUSE_MS));
    }
  }

  private act(stored: StoredTokens, tab: Tab): Promise<void> {
    if (this.random.isTrue(USER_REQUEST_RATE)) return this.requestUser(stored, tab);
    return this.random.isTrue(LOGOUT_RATE) ? this.logOut() : this.refresh(stored);
  }

  /** All tabs share one log-in. */
  private logIn(): Promise<void> {
    this.loggingIn ??= this.startSession().finally(() => (this.loggingIn = undefined));
    return this.loggingIn;
  }

  private async startSession(): Promise<void> {
    const response = await this.channel.send(post('/api/token/', this.credentials));
    if (response?.status === 401) this.checker.reportViolation('a correct password was rejected');
    if (response?.status !== 200) return this.waitToRetry();
    const tokens = tokensOf(response);
    this.checker.loggedIn(tokens);
    this.record.store(tokens);
  }

  private async refresh(stored: StoredTokens): Promise<void> {
    const at = performance.now();
    this.checker.refreshSent(stored.refresh);
    const response = await this.channel.send(refreshOf(stored));
    if (response?.status === 200) this.refreshed(stored, at, tokensOf(response));
    else if (response?.status !== 401) await this.waitToRetry();
    else if (this.record.holds(stored)) await this.clientLoggedOut(stored, response);
  }

  private refreshed(stored: StoredTokens, at: number, tokens: Tokens): void {
    this.servedAt = performance.now();
    this.checker.refreshed({ refresh: stored.refresh, at }, tokens);
    this.record.replace(stored, tokens);
  }

  /** Rule 5. Another tab may have started a new session before this one is revoked. */
  private async clientLoggedOut(stored: StoredTokens, { body }: RawResponse): Promise<void> {
    this.checker.clientLoggedOut(stored.refresh, body);
    this.record.clear(stored);
    while (!(await this.revoke(stored)) && !this.isStopping);
  }

  private async requestUser(stored: StoredTokens, tab: Tab): Promise<void> {
    const access = (tab.access ??= stored.access);
    const headers = { Authorization: `Bearer ${access}` };
    const response = await this.channel.send({ method: 'GET', path: '/api/me/', headers });
    if (response?.status === 401) this.accessRejected(access, tab);
    else if (response?.status === 200) this.checker.accessAccepted();
    else await this.waitToRetry();
  }

  private accessRejected(access: string, tab: Tab): void {
    this.checker.accessRejected(access);
    delete tab.access;
  }

  private async logOut(): Promise<void> {
    const stored = this.record.read();
    if (stored === undefined || (await this.revoke(stored))) return;
    if (!this.isStopping) await this.logOut();
  }

  /**
   * Any token of a session revokes it, also the pair that another tab receives at the same time.
   *
   * @returns whether the service handled the request
   */
  private async revoke(stored: StoredTokens): Promise<boolean> {
    this.checker.logoutSent(stored.refresh);
    const response = await this.channel.send(
      post('/api/token/blacklist/', { refresh: stored.refresh }),
    );
    const isHandled = this.recordLogout(stored, response);
    await (isHandled ? this.revokeSession(stored) : this.waitToRetry());
    return isHandled;
  }

  private recordLogout({ refresh }: StoredTokens, response: RawResponse | undefined): boolean {
    if (response?.status === 200) this.checker.logoutAccepted(refresh);
    if (response?.status === 401) this.checker.logoutRejected(refresh, response.body);
    if (response?.status === 429) this.checker.logoutIgnored(refresh);
    return response?.status === 200 || response?.status === 401;
  }

  /** Presents a revoked session at once, before its token expires. It is presented again at the end. */
  private async revokeSession(stored: StoredTokens): Promise<void> {
    this.record.clear(stored);
    this.revoked.add(stored);
    await this.present(stored);
  }

  /** Refreshes a revoked session, which an honest client never does. @returns whether it got a response */
  private async present(revoked: StoredTokens): Promise<boolean> {
    const at = performance.now();
    const response = await this.channel.send(refreshOf(revoked));
    if (response?.status === 200) this.checker.refreshed({ ...revoked, at }, tokensOf(response));
    return response?.status === 200 || response?.status === 401;
  }

  private async waitToRetry(): Promise<void> {
    this.counters.retries++;
    await setTimeout(this.random.between(...RETRY_DELAY_MS));
  }
}

const tokensOf = ({ body }: RawResponse): Tokens => JSON.parse(body) as Tokens;

const refreshOf = ({ refresh, key }: StoredTokens): RawRequest =>
  post('/api/token/refresh/', { refresh }, { 'Idempotency-Key': key });

function post(path: string, value: object, more: Record<string, string> = {}): RawRequest {
  const headers = { 'Content-Type': 'application/json', ...more };
  return { method: 'POST', path, headers, body: JSON.stringify(value) };
}
