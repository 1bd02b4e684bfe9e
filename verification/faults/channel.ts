import { setTimeout } from 'node:timers/promises';
import type { RawResponse } from '../../test/support/connection.js';
import type { Carrier, RawRequest } from '../../test/support/proxy.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { Checker } from './checker.js';
import { until } from './time-limit.js';
import type { Counters } from './counters.js';

/**
 * A request without a response after this time counts as hung. The documented limits are two seconds,
 * and five while another process writes to SQLite. The rest is a margin for a busy machine.
 */
const HUNG_AFTER_MS = 20_000;

const HUNG = Symbol('HUNG');

/** Sends the requests of all clients, and checks every response. */
export class Channel {
  private inFlight = 0;
  /** Set while no request may start. */
  private pause: Promise<void> | undefined;

  /**
   * @param carriers a random one is used for each request
   * @param isFlawless whether a lost connection is a violation
   */
  constructor(
    private readonly carriers: readonly Carrier[],
    private readonly isFlawless: boolean,
    private readonly random: SeededRandom,
    private readonly counters: Counters,
    private readonly checker: Checker,
    private readonly hungAfterMs = HUNG_AFTER_MS,
  ) {}

  /** @returns undefined when there is no connection, or it ended without a response */
  async send(request: RawRequest): Promise<RawResponse | undefined> {
    while (this.pause !== undefined) await this.pause;
    const startedAt = performance.now();
    this.inFlight++;
    const response = await this.responseTo(request).finally(() => this.inFlight--);
    this.counters.count(response?.status ?? 'none', performance.now() - startedAt);
    this.check(response);
    return response;
  }

  /** Runs a function while no request is in flight. @throws {TimeLimitError} */
  async whileIdle(work: () => void): Promise<void> {
    let resume!: () => void;
    this.pause = new Promise((resolve) => (resume = resolve));
    try {
      await until('no request is in flight', () => this.inFlight === 0);
      work();
    } finally {
      this.pause = undefined;
      resume();
    }
  }

  private async responseTo(request: RawRequest): Promise<RawResponse | undefined> {
    const timer = new AbortController();
    const late = setTimeout(this.hungAfterMs, HUNG, { signal: timer.signal }).catch(() => HUNG);
    const carried = this.random.oneOf(this.carriers).carry(request);
    const response = await Promise.race([carried.catch(() => undefined), late]);
    timer.abort();
    if (response !== HUNG) return response as RawResponse | undefined;
    this.checker.reportViolation(`a request hung: no response within ${this.hungAfterMs / 1000} s`);
    return undefined;
  }

  private check(response: RawResponse | undefined): void {
    const { status = 'none', headers } = response ?? {};
    if (this.isFlawless && status === 'none') this.checker.reportViolation('a request failed');
    if (status === 503 && headers?.get('retry-after') === undefined) {
      this.checker.reportViolation('a 503 has no Retry-After');
    }
    if (![...EXPECTED, 'none'].includes(status))
      this.checker.reportViolation(`unexpected status ${status}`);
  }
}

/** Callers check whether a 401 is allowed. */
const EXPECTED: readonly (number | string)[] = [200, 401, 429, 503];
