import { type Endpoint, ENDPOINTS } from './service-state.js';
import type { GeneratedToken } from './grammar/recipe.js';
import { StateRecorder } from './state-recorder.js';
import { check, checkForged, tokenIn } from './oracle.js';
import type { Counters } from './counters.js';
import { ACCEPTED, INVALID, refused, type Expectation } from './expectation.js';
import { assertEqual, assertExpectation, type Attempt } from './attempt.js';
import type { World } from './world.js';

/** The maximum time to decode a token. It must be exceeded three times in a row to count. */
const MAX_REFUSAL_MS = 50;

/** One of this many tokens is also sent over HTTP. */
const OVER_HTTP = 10;

type Check = (token: string, endpoint: Endpoint) => Expectation;

/** Presents tokens at every endpoint, and compares the responses with the oracle. */
export class Presenter {
  private readonly recorder: StateRecorder;
  private presented = 0;

  constructor(
    private readonly world: World,
    private readonly counters: Counters,
  ) {
    this.recorder = new StateRecorder(world);
  }

  /**
   * Presents a token that was made without the secret: only issued tokens may be accepted.
   *
   * @throws {Error} that names the violated rule
   */
  async presentForged(generated: GeneratedToken): Promise<void> {
    const isIssued = (text: string) => this.world.isIssued(text);
    const { corpus } = this.world;
    await this.presentEverywhere(generated, (token, endpoint) =>
      checkForged(isIssued, token, endpoint, corpus, generated.key),
    );
    const decoded = await this.world.direct.decode(generated.token);
    assertEqual(decoded, isIssued(generated.token) ? ACCEPTED : INVALID, 'the codec returns');
  }

  /** Presents a token that was signed with the secret. @throws {Error} that names the violated rule */
  presentMisissued(generated: GeneratedToken): Promise<void> {
    const { corpus } = this.world;
    return this.presentEverywhere(generated, (token, endpoint) =>
      check(token, endpoint, corpus, generated.key),
    );
  }

  private async presentEverywhere(generated: GeneratedToken, checked: Check): Promise<void> {
    const { token, kinds } = generated;
    const messages = new Set<string>();
    for (const endpoint of ENDPOINTS) {
      const expectation = checked(token, endpoint);
      messages.add(expectation.message);
      await this.presentAt(endpoint, generated, expectation);
    }
    if (this.presented++ % OVER_HTTP === 0) await this.presentOverHttp(generated, checked);
    this.assertSpeed(token);
    this.counters.count(kinds, messages.has(ACCEPTED));
  }

  private async presentAt(
    endpoint: Endpoint,
    { token, key }: GeneratedToken,
    expectation: Expectation,
  ): Promise<void> {
    const { direct } = this.world;
    const outcome = await direct.present(endpoint, token, key);
    this.assertExpected({
      endpoint,
      token: tokenIn(token, endpoint),
      key,
      transport: direct,
      expectation,
      outcome,
    });
  }

  private async presentOverHttp(
    { token: text, key }: GeneratedToken,
    checked: Check,
  ): Promise<void> {
    const { http } = this.world;
    const body = this.presented % (2 * OVER_HTTP) < OVER_HTTP ? 'json' : 'form';
    for (const endpoint of ENDPOINTS) {
      const extracted = http.extractToken(endpoint, text, body);
      if (extracted === undefined) continue;
      const sent = 'token' in extracted ? extracted.token : '';
      const expectation =
        'token' in extracted ? checked(sent, endpoint) : refused(extracted.refusal);
      const outcome = await http.present(endpoint, text, key, body);
      this.counters.requests++;
      this.assertExpected({
        endpoint,
        token: tokenIn(sent, endpoint),
        key,
        transport: http,
        expectation,
        outcome,
      });
    }
  }

  /** Restores the rows before the assertions, so that shrinking starts from the same rows. */
  private assertExpected(attempt: Attempt): void {
    const effects = this.recorder.collect();
    assertExpectation(attempt, effects, this.recorder.rows, this.world.corpus);
  }

  private assertSpeed(token: string): void {
    const time = () => this.world.direct.timeOf(token);
    const first = time();
    const best = first < MAX_REFUSAL_MS ? first : Math.min(time(), time());
    this.counters.slowest = Math.max(this.counters.slowest, best);
    if (best > MAX_REFUSAL_MS)
      throw new Error(`a token took ${best} ms to decode, three times in a row`);
  }
}
