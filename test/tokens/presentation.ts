import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Login } from '../../src/auth/domain/login.js';
import { type Door, DOORS } from './authority.js';
import type { MadeToken } from './grammar/recipe.js';
import { ACCEPTED, INVALID, judge, judgeIssued } from './oracle.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** No refusal may take longer than this, however the token is made; not three times in a row. */
const MAX_REFUSAL_MS = 50;

/** One token in so many is sent over HTTP as well. */
const OVER_HTTP = 10;

type Judge = (token: string, door: Door) => string;

/** Presents tokens at every door, and demands what the contract says. */
export class Presentation {
  private rows = new Map<string, Login>();
  private presented = 0;

  constructor(
    private readonly world: World,
    private readonly tally: Tally,
  ) {}

  /** Remembers how logins are: they must be so after every refusal. */
  async begin(): Promise<void> {
    this.takeEvents();
    const rows = [...this.world.material.logins.keys()].map((sid) => this.world.service.read(sid));
    this.rows = new Map((await Promise.all(rows)).map((row) => [row.id, row]));
  }

  /**
   * Who does not have the secret has no token but those that were issued, byte for byte. Those are
   * not spent here: a refusal must leave them as they are.
   *
   * @throws {Error} with the rule that was broken
   */
  async presentForged(made: MadeToken): Promise<void> {
    const typeOf = (text: string) => this.world.typeOf(text);
    const isSpared = (door: Door, ruling: string) => ruling === ACCEPTED && spends(door);
    await this.presentEverywhere(made, (token, door) => judgeIssued(token, door, typeOf), isSpared);
    const decoded = await this.world.doors.decode(made.token);
    demand(decoded, judgeIssued(made.token, 'verify', typeOf), 'the codec says');
  }

  /** Who has the secret is told what the oracle says, and a refusal changes nothing. @throws {Error} */
  presentMisissued(made: MadeToken): Promise<void> {
    return this.presentEverywhere(made, (token, door) => judge(token, door, this.world.material));
  }

  /** @throws {Error} when a login is not as it was in the beginning */
  async demandUnchanged(): Promise<void> {
    for (const [sid, row] of this.rows) {
      const now = JSON.stringify(await this.world.service.read(sid));
      demand(now, JSON.stringify(row), 'the row of a login is');
    }
  }

  private async presentEverywhere(
    { token, kinds }: MadeToken,
    judged: Judge,
    isSpared: (door: Door, ruling: string) => boolean = () => false,
  ): Promise<void> {
    const rulings = new Set<string>();
    for (const door of DOORS) {
      const expected = judged(token, door);
      if (isSpared(door, expected)) continue;
      rulings.add(await this.presentAt(door, token, expected));
    }
    if (this.presented++ % OVER_HTTP === 0) await this.presentOverHttp(token, judged, isSpared);
    this.demandSpeed(token);
    this.tally.count(kinds, rulings.has(ACCEPTED));
  }

  private async presentAt(door: Door, token: string, expected: string): Promise<string> {
    const ruling = await this.world.doors.present(door, token);
    const told = await this.putBack();
    demand(ruling, expected, `${door} says`);
    demandSilence(door, ruling, told);
    return ruling;
  }

  private async presentOverHttp(
    text: string,
    judged: Judge,
    isSpared: (door: Door, ruling: string) => boolean,
  ): Promise<void> {
    for (const door of DOORS) {
      const received = this.world.wire.received(door, text);
      if (received === undefined) continue;
      const expected = 'token' in received ? judged(received.token, door) : received.refusal;
      if (isSpared(door, expected)) continue;
      const ruling = await this.world.wire.present(door, text);
      const told = await this.putBack();
      this.tally.requests++;
      demand(ruling, expected, `${door} answers`);
      demandSilence(door, ruling, told);
    }
  }

  private takeEvents(): AuthEvent[] {
    return this.world.service.events.splice(0);
  }

  /**
   * A login that was rotated or ended is put back: the next token meets it as before.
   *
   * @returns what was done, as it was reported
   */
  private async putBack(): Promise<string[]> {
    const done = this.takeEvents().filter(({ type }) => type !== 'authn_token_refused');
    for (const event of done) {
      const sid = 'sid' in event ? String(event.sid) : '';
      const row = this.rows.get(sid);
      if (row !== undefined) await this.world.service.restore(row);
      this.world.doors.forget(sid);
    }
    return done.map(({ type }) => type);
  }

  private demandSpeed(token: string): void {
    const time = () => this.world.doors.timeOf(token);
    const first = time();
    const best = first < MAX_REFUSAL_MS ? first : Math.min(time(), time());
    this.tally.slowest = Math.max(this.tally.slowest, best);
    if (best > MAX_REFUSAL_MS) throw new Error(`a token took ${best} ms, again and again`);
  }
}

const spends = (door: Door): boolean => door === 'refresh' || door === 'blacklist';

/**
 * A refusal changes nothing. A spent token ends its login although it is refused, and after its
 * time too (rotation.md).
 */
function demandSilence(door: Door, ruling: string, told: readonly string[]): void {
  const ofSpent = ['Token is blacklisted', ...(door === 'refresh' ? [INVALID] : [])];
  const mayChange = spends(door) && [ACCEPTED, ...ofSpent].includes(ruling);
  if (!mayChange) demand(told.join(), '', `${door} says ${JSON.stringify(ruling)}, and told of`);
}

function demand(actual: string, expected: string, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what} ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
