import { UNKNOWN_CLIENT } from '../../src/auth/domain/session.js';
import { FakeClock } from '../support/fake-clock.js';
import { keyOfAct, logoutWith, type Actor, refreshOf } from './act.js';
import {
  type Outcome,
  responseOf,
  describeResponse,
  keyOfResponse,
  readToken,
  type Token,
} from './response.js';
import { History, type Numbering } from './history.js';
import type { Instance, StartInstance } from './instance.js';
import type { Fixture } from './invariants.js';
import { Task, type Statement } from './task.js';
import { EventLog } from './event-log.js';
import { begun, LIFETIMES } from './model.js';
import { Client } from './actors/client.js';
import { PendingRequest } from './pending-request.js';
import type { Scenario } from './scenarios.js';
import { Scheduler } from './scheduler.js';
import type { Storage } from './storage/storage.js';

const START = Date.UTC(2030, 0, 1);
const atOnce: Statement = (_, run) => run();

/** Everything that takes part in one schedule. */
export class World {
  readonly scheduler = new Scheduler();
  readonly history: History;
  readonly clock = new FakeClock(START);
  readonly eventLog: EventLog;
  readonly clients: Client[] = [];
  /** How often somebody may yet give up waiting for an answer. */
  losses = 0;
  /** The lanes that somebody walks. */
  private readonly busy = new Set<string>();
  private lastChoice = '';
  /** What nobody foresaw. */
  readonly faults: unknown[] = [];

  constructor(
    readonly storage: Storage,
    private readonly startInstance: StartInstance,
    private readonly numbering: Numbering,
  ) {
    this.history = new History(numbering);
    this.eventLog = new EventLog(storage.userId, () => this.clock.now());
    this.history.name(storage.userId, 'alice');
  }

  /** Everybody sets out, and stops before the first step. */
  async begin({ begin, losses, reuseIntervalSeconds = 0 }: Scenario): Promise<void> {
    this.losses = losses;
    this.eventLog.reuseIntervalMs = reuseIntervalSeconds * 1000;
    await begin(this);
    await this.scheduler.settle();
  }

  /** A session that is there from the start. @param lifetime how long it lasts, however often refreshed */
  async logIn(name: string, followsTheRules = true, lifetime = LIFETIMES.session): Promise<Client> {
    const sid = this.storage.newSid();
    this.history.name(sid, `the session of ${name}`);
    const born = begun(0, START, lifetime);
    const { rotatedAt, expiresAt, sessionExpiresAt } = born;
    const ends = { rotatedAt, expiresAt, sessionExpiresAt };
    const { sessions, issuer } = this.instance(atOnce);
    const row = {
      id: sid,
      userId: this.storage.userId,
      tokenVersion: 0,
      ...ends,
      ...UNKNOWN_CLIENT,
    };
    await sessions.create(row);
    this.eventLog.past.sessions.set(sid, born);
    const session = (await sessions.find(sid))!;
    const client = new Client(
      name,
      readToken(issuer.issuePair(session, {}, {}).refresh),
      followsTheRules,
    );
    this.eventLog.issue(client.token);
    this.clients.push(client);
    return client;
  }

  /** A refresh that took place before the start: its answer was lost, and the record is as it was. */
  async refreshUnheard({ actor, token, key }: Client): Promise<void> {
    const task = 'before the start';
    this.eventLog.arrive(task, refreshOf(actor, token, key));
    const { tokens } = this.instance(atOnce);
    this.eventLog.response(
      task,
      await responseOf(tokens.refresh(token.text, key ?? undefined, UNKNOWN_CLIENT)),
    );
    this.eventLog.observe(task, await this.storage.read());
  }

  /** Somebody sets out; where he stops, he waits to be chosen. */
  send(name: string, walk: (task: Task) => Promise<void>): void {
    const task = new Task(name, this.scheduler, this.history, () => this.clock.now() - START);
    this.busy.add(name);
    walk(task)
      .catch((fault: unknown) => this.faults.push(fault))
      .finally(() => this.end(task));
  }

  /** Every request is answered by an instance of its own: none knows what another has seen. */
  instance(statement: Statement): Instance {
    return this.startInstance(this.storage.open(statement), this.clock);
  }

  /** Whether a request was sent that the service has not dealt with, be it awaited or not. */
  get hasRequests(): boolean {
    return [...this.busy].some((name) => name.startsWith('request '));
  }

  /** Whether a request of a client is under way, be it awaited or not. */
  get hasRequestsOfClients(): boolean {
    return [...this.busy].some((name) => /^request \d+ of tab /.test(name));
  }

  /** A request to refresh goes its way. @param sender the lane that it comes from */
  refresh(sender: string, actor: Actor, token: Token, key: string | null): PendingRequest {
    return this.request(sender, `${token.name} ${key}`, (task) => {
      this.eventLog.arrive(task.name, refreshOf(actor, token, key));
      const { tokens } = this.instance(task.statement);
      return responseOf(tokens.refresh(token.text, key ?? undefined, UNKNOWN_CLIENT));
    });
  }

  logout(sender: string, token: Token): PendingRequest {
    return this.request(sender, token.name, (task) => {
      this.eventLog.arrive(task.name, logoutWith(token));
      return responseOf(this.instance(task.statement).tokens.revoke(token.text));
    });
  }

  /** @param carried all that it brings; @param walk the service's part of it, from its arrival on */
  private request(
    sender: string,
    carried: string,
    walk: (task: Task) => Promise<Outcome>,
  ): PendingRequest {
    const request = new PendingRequest();
    const name = this.nameRequest(sender);
    this.send(name, async (task) => {
      request.task = task;
      // Whoever sent it may have forgotten it when it arrives.
      task.learn(carried);
      await task.stop('arrives');
      const response = await walk(task);
      this.eventLog.response(name, response);
      task.tell(`will be answered ${describeResponse(response)}`);
      task.remember(keyOfResponse(response));
      await request.deliver(response);
    });
    return request;
  }

  async take(choice: string): Promise<void> {
    this.eventLog.beginStep();
    this.history.tell(choice);
    this.lastChoice = choice;
    await this.scheduler.take(choice);
    const [task = ''] = choice.split(': ');
    this.eventLog.observe(task, await this.storage.read());
    if (this.faults.length > 0) {
      const steps = this.history.told.join('\n');
      throw new Error(`Nobody foresaw this, after:\n${steps}`, { cause: this.faults[0] });
    }
  }

  /** @param known the names of the tokens that live, if that is known */
  async look(known?: ReadonlySet<string>): Promise<Fixture> {
    const { eventLog, clients } = this;
    const isLiving = known && ((token: Token) => known.has(this.nameOf(token)));
    const living = await this.livingTokens(isLiving ?? ((token) => this.wouldRotate(token)));
    return { eventLog, clients, living, now: this.clock.now() };
  }

  /** The same in every run. */
  namesOf(tokens: readonly Token[]): Set<string> {
    return new Set(tokens.map((token) => this.nameOf(token)));
  }

  private nameOf({ name }: Token): string {
    return this.history.readable(name);
  }

  /** All that can be seen of the last step from outside, and nothing of what anybody has learnt. */
  async outcome(): Promise<string> {
    const { acts, answered, unexplained } = this.eventLog;
    const parts = [
      this.lastChoice,
      answered.map(({ act, response }) => [keyOfAct(act), keyOfResponse(response)]),
      unexplained,
      (await this.storage.read()).sessions,
      this.clients.map((client) => client.state),
      [...acts].map(([task, act]) => [task, keyOfAct(act)]).sort(),
      this.scheduler.choices,
    ];
    return this.history.readable(JSON.stringify(parts));
  }

  /** The same for worlds in which everything goes on alike. */
  async key(): Promise<number> {
    const { user, sessions } = await this.storage.read();
    const parts = [
      this.history.key,
      this.clock.now() - START,
      this.losses,
      this.scheduler.choices,
      user && [user.isActive, user.tokenVersion, user.passwordHash],
      sessions,
      this.clients.map((client) => client.state),
      this.eventLog.key,
    ];
    return this.numbering.numberOf(this.history.readable(JSON.stringify(parts)));
  }

  private async livingTokens(isLiving: (token: Token) => boolean | Promise<boolean>) {
    const living: Token[] = [];
    const generations = new Map<string, Token>();
    for (const token of this.eventLog.issued.values()) generations.set(token.jti, token);
    for (const token of generations.values()) if (await isLiving(token)) living.push(token);
    return living;
  }

  private async wouldRotate(token: Token): Promise<boolean> {
    if (this.eventLog.isExpired(token)) return false;
    return this.storage.wouldRotate({ ...token, now: this.clock.now() });
  }

  private end(task: Task): void {
    this.busy.delete(task.name);
    task.end();
  }

  /** The first name that is free: how many requests there were before is nobody's business. */
  private nameRequest(sender: string): string {
    for (let number = 1; ; number++) {
      const name = `request ${number} of ${sender}`;
      if (!this.busy.has(name)) return name;
    }
  }
}
