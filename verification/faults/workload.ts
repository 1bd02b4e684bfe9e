import { Proxy } from '../../test/support/proxy.js';
import type { SeededRandom } from '../support/seeded-random.js';
import { Checker } from './checker.js';
import { HonestClient } from './honest-client.js';
import { Channel } from './channel.js';
import { until } from './time-limit.js';
import { Counters } from './counters.js';

/** The number of tabs per client. */
const TABS = 3;

export interface WorkloadOptions {
  origins: readonly string[];
  /** The number of clients. */
  clients: number;
  credentials: object;
  /** Whether one proxy is in front of all instances, like deploy/nginx.conf. Then every request must get a response. */
  isFlawless: boolean;
  random: SeededRandom;
  /** The clock of the servers, in epoch milliseconds. */
  now: () => number;
}

/** The honest clients of one trial, with their checker and counters. */
export class Workload {
  readonly counters = new Counters();
  readonly checker: Checker;
  readonly whileIdle: (work: () => void) => Promise<void>;
  private readonly proxies: Proxy[];
  private readonly join: () => HonestClient;
  private clients: HonestClient[] = [];

  constructor(private readonly options: WorkloadOptions) {
    const { origins, credentials, isFlawless, random, now } = options;
    this.checker = new Checker(now);
    const behind = isFlawless ? [origins] : origins.map((origin) => [origin]);
    this.proxies = behind.map((some) => new Proxy(some));
    const channel = new Channel(this.proxies, isFlawless, random, this.counters, this.checker);
    this.whileIdle = (work) => channel.whileIdle(work);
    this.join = () =>
      new HonestClient(channel, credentials, TABS, random, this.counters, this.checker);
  }

  start(): void {
    this.clients = Array.from({ length: this.options.clients }, this.join);
  }

  /** Waits until each client has been served once more. @throws {TimeLimitError} */
  waitUntilServed(): Promise<void> {
    const since = performance.now();
    const isServed = ({ servedAt }: HonestClient) => servedAt > since;
    return until('every client is served', () => this.clients.every(isServed));
  }

  /** Stops the clients, and then checks that every revoked session is rejected. */
  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
    await until('revoked sessions are rejected', () => this.presentRevoked());
  }

  close(): void {
    for (const proxy of this.proxies) proxy.close();
  }

  private async presentRevoked(): Promise<boolean> {
    const known = await Promise.all(this.clients.map((client) => client.presentRevoked()));
    return known.every(Boolean);
  }
}
