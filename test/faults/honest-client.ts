import { setTimeout } from 'node:timers/promises';
import type { RawResponse } from '../support/connection.js';
import type { RawRequest } from '../support/proxy.js';
import type { Tokens } from '../support/service.js';
import type { Chance } from './chance.js';
import type { Checker } from './checker.js';
import { ClientRecord, type Held } from './client-record.js';
import { LeftSessions } from './left-sessions.js';
import type { Line } from './line.js';
import type { Counters } from './counters.js';

/** What a tab does, in turn, as often as these say; else it refreshes. */
const ASKS_WHO_IT_IS = 0.3;
const LOGS_OUT = 0.02;

const BETWEEN_REQUESTS_MS = [10, 150] as const;
const BEFORE_A_RETRY_MS = [50, 400] as const;

/** What a tab remembers by itself. */
interface Tab {
  access?: string;
}

/**
 * A client that follows the rules, with several tabs that share one record:
 *
 * 1. the record is a token and a key, written at once when the token arrives;
 * 2. it is read immediately before every send;
 * 3. an answer is stored only if the record still holds the token that was sent;
 * 4. after a lost connection, 429 or 5xx the same record is sent again;
 * 5. after a 401 the record is read again; if it has changed, the client goes on with it. If not, it
 *    revokes the session with the token, forgets the record and logs in.
 *
 * A tab keeps the access token that it used last until that is refused.
 */
export class HonestClient {
  /** When it was last answered a refresh: a moment of the monotonic clock. */
  servedAt = -Infinity;
  private readonly left = new LeftSessions();
  private readonly record = new ClientRecord();
  private isToEnd = false;
  private loggingIn: Promise<void> | undefined;
  private readonly tabs: Promise<unknown>;

  constructor(
    private readonly line: Line,
    private readonly credentials: object,
    tabs: number,
    private readonly chance: Chance,
    private readonly counters: Counters,
    private readonly checker: Checker,
  ) {
    this.tabs = Promise.all(Array.from({ length: tabs }, () => this.useTab()));
  }

  /** Resolves when nothing that it asked is unanswered. */
  async end(): Promise<void> {
    this.isToEnd = true;
    await this.tabs;
  }

  /** After the end: no session that it left may serve it any more. @returns whether all are known */
  presentLeft(): Promise<boolean> {
    return this.left.settle((left) => this.present(left));
  }

  private async useTab(): Promise<void> {
    const tab: Tab = {};
    while (!this.isToEnd) {
      const held = this.record.read();
      if (held === undefined) await this.logIn();
      else await this.act(held, tab);
      await setTimeout(this.chance.between(...BETWEEN_REQUESTS_MS));
    }
  }

  private act(held: Held, tab: Tab): Promise<void> {
    if (this.chance.isTrue(ASKS_WHO_IT_IS)) return this.askWhoItIs(held, tab);
    return this.chance.isTrue(LOGS_OUT) ? this.logOut() : this.refresh(held);
  }

  /** The tabs show one form. */
  private logIn(): Promise<void> {
    this.loggingIn ??= this.beginSession().finally(() => (this.loggingIn = undefined));
    return this.loggingIn;
  }

  private async beginSession(): Promise<void> {
    const response = await this.line.ask(post('/api/token/', this.credentials));
    if (response?.status === 401) this.checker.violate('a right password was refused');
    if (response?.status !== 200) return this.waitToRetry();
    const tokens = tokensOf(response);
    this.checker.loggedIn(tokens);
    this.record.store(tokens);
  }

  private async refresh(held: Held): Promise<void> {
    const at = performance.now();
    this.checker.consumes(held.refresh);
    const response = await this.line.ask(refreshOf(held));
    if (response?.status === 200) this.refreshed(held, at, tokensOf(response));
    else if (response?.status !== 401) await this.waitToRetry();
    else if (this.record.holds(held)) await this.loggedOut(held, response);
  }

  private refreshed(held: Held, at: number, tokens: Tokens): void {
    this.servedAt = performance.now();
    this.checker.refreshed({ refresh: held.refresh, at }, tokens);
    this.record.replace(held, tokens);
  }

  /** Rule 5. Another tab may have begun a new session by the time that this one is revoked. */
  private async loggedOut(held: Held, { body }: RawResponse): Promise<void> {
    this.checker.loggedOut(held.refresh, body);
    this.record.leave(held);
    while (!(await this.revoke(held)) && !this.isToEnd);
  }

  private async askWhoItIs(held: Held, tab: Tab): Promise<void> {
    const access = (tab.access ??= held.access);
    const headers = { Authorization: `Bearer ${access}` };
    const response = await this.line.ask({ method: 'GET', path: '/api/me/', headers });
    if (response?.status === 401) this.accessRefused(access, tab);
    else if (response?.status !== 200) await this.waitToRetry();
  }

  private accessRefused(access: string, tab: Tab): void {
    this.checker.accessRefused(access);
    delete tab.access;
  }

  private async logOut(): Promise<void> {
    const held = this.record.read();
    if (held === undefined || (await this.revoke(held))) return;
    if (!this.isToEnd) await this.logOut();
  }

  /**
   * Any token of a session revokes it, also the pair that another tab receives at the same time.
   *
   * @returns whether the service handled the request
   */
  private async revoke(held: Held): Promise<boolean> {
    this.checker.endBegins(held.refresh);
    const response = await this.line.ask(post('/api/token/blacklist/', { refresh: held.refresh }));
    const isHandled = this.isEnded(held, response);
    await (isHandled ? this.leave(held) : this.waitToRetry());
    return isHandled;
  }

  private isEnded({ refresh }: Held, response: RawResponse | undefined): boolean {
    if (response?.status === 200) this.checker.ended(refresh);
    if (response?.status === 401) this.checker.endRefused(refresh, response.body);
    if (response?.status === 429) this.checker.endPutOff(refresh);
    return response?.status === 200 || response?.status === 401;
  }

  /** Presented at once, while its token has not run out; and at the end, by when it may be undone. */
  private async leave(held: Held): Promise<void> {
    this.record.leave(held);
    this.left.add(held);
    await this.present(held);
  }

  /** What no honest client does: a session that it left is to serve it. @returns whether it is known */
  private async present(left: Held): Promise<boolean> {
    const at = performance.now();
    const response = await this.line.ask(refreshOf(left));
    if (response?.status === 200) this.checker.refreshed({ ...left, at }, tokensOf(response));
    return response?.status === 200 || response?.status === 401;
  }

  private async waitToRetry(): Promise<void> {
    this.counters.retries++;
    await setTimeout(this.chance.between(...BEFORE_A_RETRY_MS));
  }
}

const tokensOf = ({ body }: RawResponse): Tokens => JSON.parse(body) as Tokens;

const refreshOf = ({ refresh, key }: Held): RawRequest =>
  post('/api/token/refresh/', { refresh }, { 'Idempotency-Key': key });

function post(path: string, value: object, more: Record<string, string> = {}): RawRequest {
  const headers = { 'Content-Type': 'application/json', ...more };
  return { method: 'POST', path, headers, body: JSON.stringify(value) };
}
