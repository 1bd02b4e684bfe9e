import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import type { Session } from '../../src/auth/domain/session.js';
import { claim, HOUR, newUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreConnection, type StoreHarness } from './store-harness.js';

const SESSIONS = 3;
const KEYS = [undefined, 'the-first-of-two-keys', 'the-second-of-two-keys'];

/** A change of one session of a user, or of the user. */
type Step =
  | { kind: 'log in'; session: number; staleBy: number }
  | { kind: 'rotate'; session: number; ahead: number; key: number; hours: number }
  | { kind: 'revoke' | 'back up' | 'restore'; session: number }
  | { kind: 'revoke all' | 'set password' | 'activate' | 'deactivate' };

const session = fc.nat({ max: SESSIONS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('log in'), session, staleBy: fc.nat({ max: 1 }) }) },
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant('rotate'),
      session,
      ahead: fc.constantFrom(0, 0, 0, 0, -1, 1, 7),
      key: fc.nat({ max: KEYS.length - 1 }),
      hours: fc.constantFrom(0, 0, 1, 2, 40),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("revoke", 'back up', 'restore'), session }) },
  fc.record({ kind: fc.constantFrom('revoke all', 'set password', 'activate', 'deactivate') }),
); // prettier-ignore

/** Applies steps to one store. @returns of each step the result, the sessions and the user */
class Replay {
  private readonly connection: StoreConnection;
  private readonly backups = new Map<string, Session>();
  private now = NOW;

  constructor(
    private readonly harness: StoreHarness,
    private readonly userId: string,
    private readonly sids: readonly string[],
  ) {
    this.connection = harness.connections[0];
  }

  async setUp(): Promise<void> {
    const user = newUser({ id: this.userId, username: this.userId, tokenVersion: 0 });
    await this.connection.users.create(user, NOW);
    for (const sid of this.sids) await this.logIn(sid, 0);
  }

  async apply(step: Step): Promise<unknown> {
    const response = await this.execute(step);
    const sessions = await Promise.all(this.sids.map((sid) => this.connection.sessions.find(sid)));
    return { step, response, sessions, user: await this.readUser() };
  }

  private async execute(step: Step): Promise<unknown> {
    const { sessions, users } = this.connection;
    switch (step.kind) {
      case 'log in':
        return this.logIn(this.sids[step.session]!, step.staleBy);
      case 'rotate':
        this.now += step.hours * HOUR;
        return this.rotate(this.sids[step.session]!, step);
      case 'revoke':
        return sessions.revoke(this.sids[step.session]!, 'logout', this.now);
      case 'back up':
        return this.backUp(this.sids[step.session]!);
      case 'restore':
        return this.restore(this.sids[step.session]!);
      case 'revoke all':
        return sessions.revokeAllOf(this.userId, 'admin', this.now);
      case 'set password':
        return users.setPassword(this.userId, 'another hash', this.now);
      case 'activate':
        return users.activate(this.userId);
      case 'deactivate':
        return users.deactivate(this.userId, this.now);
    }
  }

  private async logIn(id: string, staleBy: number): Promise<void> {
    if ((await this.connection.sessions.find(id)) !== null) return;
    const { tokenVersion } = await this.readUser();
    await this.connection.sessions.create({
      id,
      userId: this.userId,
      tokenVersion: tokenVersion - staleBy,
      rotatedAt: this.now,
      expiresAt: this.now + 24 * HOUR,
      sessionExpiresAt: this.now + 200 * HOUR,
      ip: null,
      userAgent: null,
    });
  }

  private async rotate(sid: string, { ahead, key }: { ahead: number; key: number }) {
    const current = (await this.connection.sessions.find(sid))?.generation ?? 0;
    const generation = Math.max(0, current + ahead);
    const [now, idleExpiresAt] = [this.now, this.now + 24 * HOUR];
    const secret = KEYS[key];
    const rest = { generation, now, idleExpiresAt, ...(secret !== undefined && { key: secret }) };
    return this.connection.sessions.rotate(claim(sid, this.userId, rest));
  }

  private async backUp(sid: string): Promise<void> {
    const session = await this.connection.sessions.find(sid);
    if (session !== null) this.backups.set(sid, session);
  }

  private async restore(sid: string): Promise<void> {
    const session = this.backups.get(sid);
    if (session !== undefined) await this.harness.restore(session);
  }

  private async readUser() {
    const user = await this.connection.users.findById(this.userId);
    if (user === null) throw new Error('the user does not exist');
    const { isActive, tokenVersion } = user;
    return { isActive, tokenVersion };
  }
}

describe.each(STORES.filter((kind) => kind !== 'memory'))(
  'a store compared with the in-memory store (%s)',
  (kind) => {
    let real: StoreHarness;
    let model: StoreHarness;

    beforeAll(async () => {
      real = await openStores(kind);
      model = await openStores('memory');
    });
    afterAll(() => Promise.all([real.close(), model.close()]));

    it('a database store agrees with the in-memory store after every step of a random history', async () => {
      const histories = fc.array(step, { minLength: 20, maxLength: 40, size: 'max' });
      let rotations = 0;
      const property = fc.asyncProperty(histories, async (history) => {
        const sids = Array.from({ length: SESSIONS }, () => uuidv7());
        const replays = [model, real].map((harness) => new Replay(harness, sids[0]!, sids));
        for (const replay of replays) await replay.setUp();
        for (const nextStep of history) {
          const [expected, actual] = [
            await replays[0]!.apply(nextStep),
            await replays[1]!.apply(nextStep),
          ];
          expect(actual).toEqual(expected);
          if (nextStep.kind === 'rotate' && (actual as { response: unknown }).response !== null)
            rotations++;
        }
      });
      await fc.assert(property, { seed: 20_261_122, numRuns: 60 });
      expect(rotations).toBeGreaterThan(200);
    });
  },
);
