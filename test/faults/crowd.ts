import { setTimeout } from 'node:timers/promises';
import { Proxy } from '../support/proxy.js';
import type { Chance } from './chance.js';
import { Checker } from './checker.js';
import { HonestClient } from './honest-client.js';
import { Line } from './line.js';
import { Tally } from './tally.js';

/** How many tabs each client has. */
const TABS = 3;

/** How long after the last fault everybody is served again, or something has not come back. */
const BACK_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

export interface CrowdOptions {
  origins: readonly string[];
  /** How many there are. */
  clients: number;
  credentials: object;
  /** One proxy before all instances, as deploy/nginx.conf; and then no connection may end. */
  isFlawless: boolean;
  chance: Chance;
}

/** The honest clients of one trial, and who watches them. */
export class Crowd {
  readonly tally = new Tally();
  readonly checker = new Checker();
  private readonly proxies: Proxy[];
  private readonly clients: HonestClient[];

  constructor({ origins, clients, credentials, isFlawless, chance }: CrowdOptions) {
    const behind = isFlawless ? [origins] : origins.map((origin) => [origin]);
    this.proxies = behind.map((some) => new Proxy(some));
    const line = new Line(this.proxies, isFlawless, chance, this.tally, this.checker);
    const join = () => new HonestClient(line, credentials, TABS, chance, this.tally, this.checker);
    this.clients = Array.from({ length: clients }, join);
  }

  /** Resolves when each client has been served once more, or it has taken too long. */
  async untilServed(): Promise<void> {
    const since = performance.now();
    const waiting = () => this.clients.filter(({ servedAt }) => servedAt < since).length;
    while (waiting() > 0 && performance.now() - since < BACK_WITHIN_MS) {
      await setTimeout(LOOK_EVERY_MS);
    }
    if (waiting() === 0) return;
    this.checker.violate(`${waiting()} clients were not served within ${BACK_WITHIN_MS / 1000} s`);
  }

  async end(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
    await Promise.all(this.clients.map((client) => client.presentLeft()));
    for (const proxy of this.proxies) proxy.close();
  }
}
