import { setTimeout } from 'node:timers/promises';
import type { RawResponse } from '../support/connection.js';
import type { Carrier, RawRequest } from '../support/proxy.js';
import type { Chance } from './chance.js';
import type { Checker } from './checker.js';
import { until } from './time-limit.js';
import type { Counters } from './counters.js';

/**
 * A request without an answer after so long is hung. What is promised is two seconds, and five where
 * another process writes to SQLite; this is as much more as a busy machine may need.
 */
const HUNG_AFTER_MS = 20_000;

const HUNG = Symbol('HUNG');

/** The way from the clients to the service. What is wrong with any answer is noticed here. */
export class Line {
  private underWay = 0;
  /** Set while no request may start. */
  private pause: Promise<void> | undefined;

  /**
   * @param carriers one of them is chosen for each request
   * @param isFlawless whether a connection that ends is a violation, as while servers only stop
   */
  constructor(
    private readonly carriers: readonly Carrier[],
    private readonly isFlawless: boolean,
    private readonly chance: Chance,
    private readonly counters: Counters,
    private readonly checker: Checker,
    private readonly hungAfterMs = HUNG_AFTER_MS,
  ) {}

  /** @returns undefined when the connection ended, or there was none */
  async ask(request: RawRequest): Promise<RawResponse | undefined> {
    while (this.pause !== undefined) await this.pause;
    const begunAt = performance.now();
    this.underWay++;
    const response = await this.responseTo(request).finally(() => this.underWay--);
    this.counters.count(response?.status ?? 'none', performance.now() - begunAt);
    this.check(response);
    return response;
  }

  /** Does something while no request is under way. @throws {NeverCameError} */
  async quietly(work: () => void): Promise<void> {
    let resume!: () => void;
    this.pause = new Promise((resolve) => (resume = resolve));
    try {
      await until('no request is under way', () => this.underWay === 0);
      work();
    } finally {
      this.pause = undefined;
      resume();
    }
  }

  private async responseTo(request: RawRequest): Promise<RawResponse | undefined> {
    const patience = new AbortController();
    const late = setTimeout(this.hungAfterMs, HUNG, { signal: patience.signal }).catch(() => HUNG);
    const carried = this.chance.oneOf(this.carriers).carry(request);
    const response = await Promise.race([carried.catch(() => undefined), late]);
    patience.abort();
    if (response !== HUNG) return response as RawResponse | undefined;
    this.checker.violate(`a request hung: no answer within ${this.hungAfterMs / 1000} s`);
    return undefined;
  }

  private check(response: RawResponse | undefined): void {
    const { status = 'none', headers } = response ?? {};
    if (this.isFlawless && status === 'none') this.checker.violate('a request failed');
    if (status === 503 && headers?.get('retry-after') === undefined) {
      this.checker.violate('a 503 has no Retry-After');
    }
    if (![...EXPECTED, 'none'].includes(status)) this.checker.violate(`an answer was ${status}`);
  }
}

/** 401 is judged by those who know what was asked. */
const EXPECTED: readonly (number | string)[] = [200, 401, 429, 503];
