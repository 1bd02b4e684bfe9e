import { Proxy } from '../support/proxy.js';
import type { Chance } from './chance.js';
import { Checker } from './checker.js';
import { HonestClient } from './honest-client.js';
import { Line } from './line.js';
import { until } from './time-limit.js';
import { Counters } from './counters.js';

/** How many tabs each client has. */
const TABS = 3;

export interface CrowdOptions {
  origins: readonly string[];
  /** How many there are. */
  clients: number;
  credentials: object;
  /** One proxy before all instances, as deploy/nginx.conf; and then no connection may end. */
  isFlawless: boolean;
  chance: Chance;
  /** What the clock of the servers says, in milliseconds. */
  now: () => number;
}

/** The honest clients of one trial, and who watches them. */
export class Crowd {
  readonly counters = new Counters();
  readonly checker: Checker;
  readonly quietly: (work: () => void) => Promise<void>;
  private readonly proxies: Proxy[];
  private readonly join: () => HonestClient;
  private clients: HonestClient[] = [];

  constructor(private readonly options: CrowdOptions) {
    const { origins, credentials, isFlawless, chance, now } = options;
    this.checker = new Checker(now);
    const behind = isFlawless ? [origins] : origins.map((origin) => [origin]);
    this.proxies = behind.map((some) => new Proxy(some));
    const line = new Line(this.proxies, isFlawless, chance, this.counters, this.checker);
    this.quietly = (work) => line.quietly(work);
    this.join = () =>
      new HonestClient(line, credentials, TABS, chance, this.counters, this.checker);
  }

  begin(): void {
    this.clients = Array.from({ length: this.options.clients }, this.join);
  }

  /** Each client is served once more. @throws {NeverCameError} */
  untilServed(): Promise<void> {
    const since = performance.now();
    const isServed = ({ servedAt }: HonestClient) => servedAt > since;
    return until('every client is served', () => this.clients.every(isServed));
  }

  /** Nobody asks any more; and of every session that was ended it is known that it is. */
  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
    await until('what was ended is refused', () => this.presentLeft());
  }

  close(): void {
    for (const proxy of this.proxies) proxy.close();
  }

  private async presentLeft(): Promise<boolean> {
    const known = await Promise.all(this.clients.map((client) => client.presentLeft()));
    return known.every(Boolean);
  }
}
