import { NOWHERE } from '../../src/auth/domain/login.js';
import { FakeClock } from '../support/fake-clock.js';
import { keyOfAct, logoutWith, type Party, refreshOf } from './act.js';
import {
  type Answer,
  answerOf,
  describeAnswer,
  keyOfAnswer,
  readToken,
  type Token,
} from './answer.js';
import { History, type Numbering } from './history.js';
import type { Instance, StartInstance } from './instance.js';
import type { Scene } from './invariants.js';
import { Lane, type Statement } from './lane.js';
import { Ledger } from './ledger.js';
import { begun, LIFETIMES } from './model.js';
import { Client } from './parties/client.js';
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
  readonly ledger: Ledger;
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
    this.ledger = new Ledger(storage.userId, () => this.clock.now());
    this.history.name(storage.userId, 'alice');
  }

  /** Everybody sets out, and stops before the first step. */
  async begin({ begin, losses, reuseIntervalSeconds = 0 }: Scenario): Promise<void> {
    this.losses = losses;
    this.ledger.reuseIntervalMs = reuseIntervalSeconds * 1000;
    await begin(this);
    await this.scheduler.settle();
  }

  /** A login that is there from the start. @param lifetime how long it lasts, however often refreshed */
  async logIn(name: string, followsTheRules = true, lifetime = LIFETIMES.login): Promise<Client> {
    const sid = this.storage.newSid();
    this.history.name(sid, `the login of ${name}`);
    const born = begun(0, START, lifetime);
    const { rotatedAt, expiresAt, loginExpiresAt } = born;
    const ends = { rotatedAt, expiresAt, loginExpiresAt };
    const { logins, issuer } = this.instance(atOnce);
    const row = { id: sid, userId: this.storage.userId, tokenVersion: 0, ...ends, ...NOWHERE };
    await logins.create(row);
    this.ledger.past.logins.set(sid, born);
    const login = (await logins.find(sid))!;
    const client = new Client(
      name,
      readToken(issuer.issuePair(login, {}, {}).refresh),
      followsTheRules,
    );
    this.ledger.issue(client.token);
    this.clients.push(client);
    return client;
  }

  /** A refresh that took place before the start: its answer was lost, and the record is as it was. */
  async refreshUnheard({ party, token, key }: Client): Promise<void> {
    const lane = 'before the start';
    this.ledger.arrive(lane, refreshOf(party, token, key));
    const { tokens } = this.instance(atOnce);
    this.ledger.answer(lane, await answerOf(tokens.refresh(token.text, key ?? undefined, NOWHERE)));
    this.ledger.observe(lane, await this.storage.read());
  }

  /** Somebody sets out; where he stops, he waits to be chosen. */
  send(name: string, walk: (lane: Lane) => Promise<void>): void {
    const lane = new Lane(name, this.scheduler, this.history, () => this.clock.now() - START);
    this.busy.add(name);
    walk(lane)
      .catch((fault: unknown) => this.faults.push(fault))
      .finally(() => this.end(lane));
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
  refresh(sender: string, party: Party, token: Token, key: string | null): PendingRequest {
    return this.request(sender, `${token.name} ${key}`, (lane) => {
      this.ledger.arrive(lane.name, refreshOf(party, token, key));
      const { tokens } = this.instance(lane.statement);
      return answerOf(tokens.refresh(token.text, key ?? undefined, NOWHERE));
    });
  }

  logout(sender: string, token: Token): PendingRequest {
    return this.request(sender, token.name, (lane) => {
      this.ledger.arrive(lane.name, logoutWith(token));
      return answerOf(this.instance(lane.statement).tokens.revoke(token.text));
    });
  }

  /** @param carried all that it brings; @param walk the service's part of it, from its arrival on */
  private request(
    sender: string,
    carried: string,
    walk: (lane: Lane) => Promise<Answer>,
  ): PendingRequest {
    const request = new PendingRequest();
    const name = this.nameRequest(sender);
    this.send(name, async (lane) => {
      request.lane = lane;
      // Whoever sent it may have forgotten it when it arrives.
      lane.learn(carried);
      await lane.stop('arrives');
      const answer = await walk(lane);
      this.ledger.answer(name, answer);
      lane.tell(`will be answered ${describeAnswer(answer)}`);
      lane.remember(keyOfAnswer(answer));
      await request.deliver(answer);
    });
    return request;
  }

  async take(choice: string): Promise<void> {
    this.ledger.beginStep();
    this.history.tell(choice);
    this.lastChoice = choice;
    await this.scheduler.take(choice);
    const [lane = ''] = choice.split(': ');
    this.ledger.observe(lane, await this.storage.read());
    if (this.faults.length > 0) {
      const steps = this.history.told.join('\n');
      throw new Error(`Nobody foresaw this, after:\n${steps}`, { cause: this.faults[0] });
    }
  }

  /** @param known the names of the tokens that live, if that is known */
  async look(known?: ReadonlySet<string>): Promise<Scene> {
    const { ledger, clients } = this;
    const isLiving = known && ((token: Token) => known.has(this.nameOf(token)));
    const living = await this.livingTokens(isLiving ?? ((token) => this.wouldRotate(token)));
    return { ledger, clients, living, now: this.clock.now() };
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
    const { acts, answered, unexplained } = this.ledger;
    const parts = [
      this.lastChoice,
      answered.map(({ act, answer }) => [keyOfAct(act), keyOfAnswer(answer)]),
      unexplained,
      (await this.storage.read()).logins,
      this.clients.map((client) => client.state),
      [...acts].map(([lane, act]) => [lane, keyOfAct(act)]).sort(),
      this.scheduler.choices,
    ];
    return this.history.readable(JSON.stringify(parts));
  }

  /** The same for worlds in which everything goes on alike. */
  async key(): Promise<number> {
    const { user, logins } = await this.storage.read();
    const parts = [
      this.history.key,
      this.clock.now() - START,
      this.losses,
      this.scheduler.choices,
      user && [user.isActive, user.tokenVersion, user.passwordHash],
      logins,
      this.clients.map((client) => client.state),
      this.ledger.key,
    ];
    return this.numbering.numberOf(this.history.readable(JSON.stringify(parts)));
  }

  private async livingTokens(isLiving: (token: Token) => boolean | Promise<boolean>) {
    const living: Token[] = [];
    const generations = new Map<string, Token>();
    for (const token of this.ledger.issued.values()) generations.set(token.jti, token);
    for (const token of generations.values()) if (await isLiving(token)) living.push(token);
    return living;
  }

  private async wouldRotate(token: Token): Promise<boolean> {
    if (this.ledger.isExpired(token)) return false;
    return this.storage.wouldRotate({ ...token, now: this.clock.now() });
  }

  private end(lane: Lane): void {
    this.busy.delete(lane.name);
    lane.end();
  }

  /** The first name that is free: how many requests there were before is nobody's business. */
  private nameRequest(sender: string): string {
    for (let number = 1; ; number++) {
      const name = `request ${number} of ${sender}`;
      if (!this.busy.has(name)) return name;
    }
  }
}
