import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Login } from '../../src/auth/domain/login.js';
import { type Door, DOORS } from './authority.js';
import type { MadeToken } from './grammar/recipe.js';
import { ACCEPTED, judge, judgeIssued } from './oracle.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

/** No refusal may take longer than this, however the token is made; not once in three times. */
const MAX_REFUSAL_MS = 50;

/** Presents tokens at every door, and demands what the contract says. */
export class Presentation {
  private rows = new Map<string, Login>();

  constructor(
    private readonly world: World,
    private readonly tally: Tally,
  ) {}

  /** Remembers how logins are: they must be so after every refusal. */
  async begin(): Promise<void> {
    const rows = [...this.world.material.logins.keys()].map((sid) => this.world.service.read(sid));
    this.rows = new Map((await Promise.all(rows)).map((row) => [row.id, row]));
  }

  /**
   * Who does not have the secret has no token but those that were issued, byte for byte.
   *
   * @throws {Error} with the rule that was broken
   */
  async presentForged({ token, kinds }: MadeToken): Promise<void> {
    const typeOf = (text: string) => this.world.typeOf(text);
    for (const door of DOORS) {
      const expected = judgeIssued(token, door, typeOf);
      if (expected === ACCEPTED && spends(door)) continue;
      const ruling = await this.world.doors.present(door, token);
      demand(ruling, expected, `${door} says of a forged token`);
    }
    const decoded = await this.world.doors.decode(token);
    demand(decoded, judgeIssued(token, 'verify', typeOf), 'the codec says of a forged token');
    this.demandSilence();
    this.demandSpeed(token);
    this.tally.count(kinds, typeOf(token) !== undefined);
  }

  /** Who has the secret is told what the oracle says, and a refusal changes nothing. @throws {Error} */
  async presentMisissued({ token, kinds }: MadeToken): Promise<void> {
    let isAccepted = false;
    for (const door of DOORS) {
      const expected = judge(token, door, this.world.material);
      const ruling = await this.world.doors.present(door, token);
      await this.putBack();
      demand(ruling, expected, `${door} says of a token signed with the right secret`);
      isAccepted ||= ruling === ACCEPTED;
    }
    this.demandSpeed(token);
    this.tally.count(kinds, isAccepted);
  }

  /** @throws {Error} when a login is not as it was in the beginning */
  async demandUnchanged(): Promise<void> {
    for (const [sid, row] of this.rows) {
      const now = JSON.stringify(await this.world.service.read(sid));
      demand(now, JSON.stringify(row), 'the row of a login is');
    }
  }

  /** A forged token is refused, and that is all. */
  private demandSilence(): void {
    const told = this.takeEvents().filter(({ type }) => type !== 'authn_token_refused');
    demand(JSON.stringify(told), '[]', 'a forged token made the service report');
  }

  private takeEvents(): AuthEvent[] {
    return this.world.service.events.splice(0);
  }

  /** A login that was rotated or ended by who may is put back: the next token meets it as before. */
  private async putBack(): Promise<void> {
    for (const event of this.takeEvents()) {
      if (event.type === 'authn_token_refused' || !('sid' in event)) continue;
      const row = this.rows.get(String(event.sid));
      if (row !== undefined) await this.world.service.restore(row);
      this.world.doors.forget(String(event.sid));
    }
  }

  private demandSpeed(token: string): void {
    const times = () => this.world.doors.timeOf(token);
    const first = times();
    const best = first < MAX_REFUSAL_MS ? first : Math.min(times(), times());
    this.tally.slowest = Math.max(this.tally.slowest, best);
    if (best > MAX_REFUSAL_MS) throw new Error(`a token took ${best} ms, again and again`);
  }
}

const spends = (door: Door): boolean => door === 'refresh' || door === 'blacklist';

function demand(actual: string, expected: string, what: string): void {
  if (actual === expected) return;
  throw new Error(`${what} ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
