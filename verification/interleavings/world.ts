import { UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { keyOfOperation, refreshOf } from './operation.js';
import { keyOfResponse, readToken, type Token } from './response.js';
import { History, type Numbering } from './history.js';
import type { Instance, StartInstance } from './instance.js';
import type { Snapshot } from './invariants.js';
import { Task, type Statement } from './task.js';
import { EventLog } from './event-log.js';
import { newSession, LIFETIMES } from './model.js';
import { Browser } from './actors/browser.js';
import { BROWSER_RULES } from './actors/browser-rules.js';
import { Client } from './actors/client.js';
import type { HonestClient } from './actors/honest-client.js';
import { Requests } from './requests.js';
import type { Scenario } from './scenarios/scenario.js';
import { Scheduler } from './scheduler.js';
import type { Storage } from './storage/storage.js';

const START = Date.UTC(2030, 0, 1);

const immediately: Statement = (_, run) => run();

/** The service, the actors and the scheduler of one schedule. */
export class World {
  readonly scheduler = new Scheduler();
  readonly history: History;
  readonly clock = new FakeClock(START);
  readonly eventLog: EventLog;
  readonly requests = new Requests(this);
  readonly clients: HonestClient[] = [];
  /** The number of times that clients may still give up waiting for a response. */
  losses = 0;
  /** The names of the running tasks. */
  private readonly busy = new Set<string>();
  private lastChoice = '';
  private browserRules = BROWSER_RULES;
  /** Unexpected errors of tasks. */
  readonly errors: unknown[] = [];

  constructor(
    readonly storage: Storage,
    private readonly startInstance: StartInstance,
    private readonly numbering: Numbering,
  ) {
    this.history = new History(numbering);
    this.eventLog = new EventLog(storage.userId, () => this.clock.now());
    this.history.name(storage.userId, 'alice');
  }

  /** Starts all tasks, which wait before their first step. */
  async begin(scenario: Scenario): Promise<void> {
    const { begin, losses, reuseIntervalSeconds = 0, browserRules } = scenario;
    this.losses = losses;
    this.browserRules = { ...BROWSER_RULES, ...browserRules };
    this.eventLog.reuseIntervalMs = reuseIntervalSeconds * 1000;
    await begin(this);
    await this.scheduler.settle();
  }

  /** Adds a client. @param lifetime of its session, absolute, in milliseconds */
  async logIn(name: string, followsTheRules = true, lifetime = LIFETIMES.session): Promise<Client> {
    const client = new Client(name, await this.createSession(name, lifetime), followsTheRules);
    this.clients.push(client);
    return client;
  }

  /** Adds a browser that has the refresh token in a cookie. */
  async logInWithCookie(name: string): Promise<Browser> {
    const token = await this.createSession(name, LIFETIMES.session);
    const cookie = { token, expiresAt: Number(token.claims['exp']) * 1000 };
    const browser = new Browser(name, cookie, this.browserRules, (jti) => this.tokenOf(jti).name);
    this.clients.push(browser);
    return browser;
  }

  /** Creates a session that exists from the start. @returns its first refresh token */
  private async createSession(name: string, lifetime: number): Promise<Token> {
    const sid = this.storage.newSid();
    this.history.name(sid, `the session of ${name}`);
    const modelSession = newSession(0, START, lifetime);
    const { rotatedAt, expiresAt, sessionExpiresAt } = modelSession;
    const ends = { rotatedAt, expiresAt, sessionExpiresAt };
    const { sessions, issuer } = this.instance(immediately);
    const row = {
      id: sid,
      userId: this.storage.userId,
      tokenVersion: 0,
      ...ends,
      ...UNKNOWN_CLIENT,
    };
    await sessions.create(row);
    this.eventLog.state.sessions.set(sid, modelSession);
    const session = (await sessions.find(sid))!;
    const token = readToken(issuer.issuePair(session, {}, {}).refresh);
    this.eventLog.issue(token);
    return token;
  }

  /** Refreshes before the start. The response is lost, so the client's record does not change. */
  async refreshWithLostResponse({ actor, token, key }: Client): Promise<void> {
    const task = 'before the start';
    await this.requests.recordOutcome(task, refreshOf(actor, token, key), () =>
      this.instance(immediately).tokens.refresh(token.text, key ?? undefined, UNKNOWN_CLIENT),
    );
    this.eventLog.observe(task, await this.storage.read());
  }

  /** Starts a task. */
  start(name: string, run: (task: Task) => Promise<void>): void {
    const task = new Task(name, this.scheduler, this.history, () => this.clock.now() - START);
    this.busy.add(name);
    run(task)
      .catch((fault: unknown) => this.errors.push(fault))
      .finally(() => this.end(task));
  }

  /** Starts an instance. Each request has its own, so that instances share only the database. */
  instance(statement: Statement): Instance {
    return this.startInstance(this.storage.open(statement), this.clock);
  }

  /** Whether a task with this name is running. */
  isRunning(name: string): boolean {
    return this.busy.has(name);
  }

  /** Whether a request is in flight, abandoned or not. */
  get hasRequests(): boolean {
    return [...this.busy].some((name) => name.startsWith('request '));
  }

  /** Whether a request of a client is in flight, abandoned or not. */
  get hasRequestsOfClients(): boolean {
    return [...this.busy].some((name) => /^request \d+ of tab /.test(name));
  }

  /** @returns the issued token with this ID */
  tokenOf(jti: string): Token {
    const token = [...this.eventLog.issued.values()].find((one) => one.jti === jti);
    if (token === undefined) throw new Error(`No token has the ID ${jti}.`);
    return token;
  }

  async take(choice: string): Promise<void> {
    this.eventLog.beginStep();
    this.history.log(choice);
    this.lastChoice = choice;
    await this.scheduler.take(choice);
    const [task = ''] = choice.split(': ');
    this.eventLog.observe(task, await this.storage.read());
    if (this.errors.length > 0) {
      const steps = this.history.steps.join('\n');
      throw new Error(`Unexpected error after these steps:\n${steps}`, { cause: this.errors[0] });
    }
  }

  /** @param known the names of the active tokens, if the state is known */
  async snapshot(known?: ReadonlySet<string>): Promise<Snapshot> {
    const { eventLog, clients } = this;
    const isActive = known && ((token: Token) => known.has(this.nameOf(token)));
    const activeTokens = await this.findActiveTokens(
      isActive ?? ((token) => this.wouldRotate(token)),
    );
    return { eventLog, clients, activeTokens, now: this.clock.now() };
  }

  /** Returns names that are the same in every run. */
  namesOf(tokens: readonly Token[]): Set<string> {
    return new Set(tokens.map((token) => this.nameOf(token)));
  }

  private nameOf({ name }: Token): string {
    return this.history.readable(name);
  }

  /** Returns the observable effects of the last step, without the inputs of tasks. */
  async outcome(): Promise<string> {
    const { operations, completed, unexplained } = this.eventLog;
    const parts = [
      this.lastChoice,
      completed.map(({ operation, response }) => [
        keyOfOperation(operation),
        keyOfResponse(response),
      ]),
      unexplained,
      (await this.storage.read()).sessions,
      this.clients.map((client) => client.state),
      [...operations].map(([task, operation]) => [task, keyOfOperation(operation)]).sort(),
      this.scheduler.enabledSteps,
    ];
    return this.history.readable(JSON.stringify(parts));
  }

  /** Identifies the state. Worlds with the same key continue in the same way. */
  async key(): Promise<number> {
    const { user, sessions } = await this.storage.read();
    const parts = [
      this.history.key,
      this.clock.now() - START,
      this.losses,
      this.scheduler.enabledSteps,
      user && [user.isActive, user.tokenVersion, user.passwordHash],
      sessions,
      this.clients.map((client) => client.state),
      this.eventLog.key,
    ];
    return this.numbering.numberOf(this.history.readable(JSON.stringify(parts)));
  }

  private async findActiveTokens(isActive: (token: Token) => boolean | Promise<boolean>) {
    const activeTokens: Token[] = [];
    const generations = new Map<string, Token>();
    for (const token of this.eventLog.issued.values()) generations.set(token.jti, token);
    for (const token of generations.values()) if (await isActive(token)) activeTokens.push(token);
    return activeTokens;
  }

  private async wouldRotate(token: Token): Promise<boolean> {
    if (this.eventLog.isExpired(token)) return false;
    return this.storage.wouldRotate({ ...token, now: this.clock.now() });
  }

  private end(task: Task): void {
    this.busy.delete(task.name);
    task.end();
  }
}
