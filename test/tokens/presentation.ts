import { type Door, DOORS } from './authority.js';
import type { MadeToken } from './grammar/recipe.js';
import { EventLog } from './event-log.js';
import { check, checkForged, tokenIn } from './oracle.js';
import type { Counters } from './counters.js';
import { ACCEPTED, INVALID, refused, type Verdict } from './verdict.js';
import { demand, demandVerdict, type Visit } from './visit.js';
import type { World } from './world.js';

/** No refusal may take longer than this, however the token is made; not three times in a row. */
const MAX_REFUSAL_MS = 50;

/** One token in so many is sent over HTTP as well. */
const OVER_HTTP = 10;

type Check = (token: string, door: Door) => Verdict;

/** Presents tokens at every door, and demands what the contract says. */
export class Presentation {
  private readonly eventLog: EventLog;
  private presented = 0;

  constructor(
    private readonly world: World,
    private readonly counters: Counters,
  ) {
    this.eventLog = new EventLog(world);
  }

  /**
   * Who does not have the secret has no token but those that were issued, byte for byte.
   *
   * @throws {Error} with the rule that was broken
   */
  async presentForged(made: MadeToken): Promise<void> {
    const isIssued = (text: string) => this.world.isIssued(text);
    const { material } = this.world;
    await this.presentEverywhere(made, (token, door) =>
      checkForged(isIssued, token, door, material, made.key),
    );
    const decoded = await this.world.doors.decode(made.token);
    demand(decoded, isIssued(made.token) ? ACCEPTED : INVALID, 'the codec says');
  }

  /** Who has the secret is told what the oracle says, and a refusal changes nothing. @throws {Error} */
  presentMisissued(made: MadeToken): Promise<void> {
    const { material } = this.world;
    return this.presentEverywhere(made, (token, door) => check(token, door, material, made.key));
  }

  private async presentEverywhere(made: MadeToken, checked: Check): Promise<void> {
    const { token, kinds } = made;
    const rulings = new Set<string>();
    for (const door of DOORS) {
      const verdict = checked(token, door);
      rulings.add(verdict.says);
      await this.presentAt(door, made, verdict);
    }
    if (this.presented++ % OVER_HTTP === 0) await this.presentOverHttp(made, checked);
    this.demandSpeed(token);
    this.counters.count(kinds, rulings.has(ACCEPTED));
  }

  private async presentAt(door: Door, { token, key }: MadeToken, verdict: Verdict): Promise<void> {
    const { doors } = this.world;
    const outcome = await doors.present(door, token, key);
    this.demand({ door, token: tokenIn(token, door), key, way: doors, verdict, outcome });
  }

  private async presentOverHttp({ token: text, key }: MadeToken, checked: Check): Promise<void> {
    const { wire } = this.world;
    const body = this.presented % (2 * OVER_HTTP) < OVER_HTTP ? 'json' : 'form';
    for (const door of DOORS) {
      const received = wire.received(door, text, body);
      if (received === undefined) continue;
      const sent = 'token' in received ? received.token : '';
      const verdict = 'token' in received ? checked(sent, door) : refused(received.refusal);
      const outcome = await wire.present(door, text, key, body);
      this.counters.requests++;
      this.demand({ door, token: tokenIn(sent, door), key, way: wire, verdict, outcome });
    }
  }

  /** Everything is put back before anything is demanded: what is shrunk meets the same rows. */
  private demand(visit: Visit): void {
    const settled = this.eventLog.settle();
    demandVerdict(visit, settled, this.eventLog.rows, this.world.material);
  }

  private demandSpeed(token: string): void {
    const time = () => this.world.doors.timeOf(token);
    const first = time();
    const best = first < MAX_REFUSAL_MS ? first : Math.min(time(), time());
    this.counters.slowest = Math.max(this.counters.slowest, best);
    if (best > MAX_REFUSAL_MS) throw new Error(`a token took ${best} ms, again and again`);
  }
}
