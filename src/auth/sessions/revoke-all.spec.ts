import { beforeEach, describe, expect, it } from '@jest/globals';
import { TokenFixture } from '../../../test/support/token-fixture.js';

let fixture: TokenFixture;
beforeEach(() => void (fixture = new TokenFixture()));

const begin = async (id: string, userId = 'alice-id') => {
  const now = fixture.clock.now();
  const times = { rotatedAt: now, expiresAt: now + 1_000, sessionExpiresAt: now + 1_000 };
  await fixture.store.create({ id, userId, tokenVersion: 0, ...times, ip: null, userAgent: null });
};
const stateOf = async (id: string) => (await fixture.store.find(id))?.revokedReason ?? 'active';

describe('SessionService.revokeAll', () => {
  const beginMany = async (count: number) => {
    for (let index = 0; index < count; index++) {
      await begin(`session-${String(index).padStart(5, '0')}`, `user-${index % 3}`);
    }
  };

  it('revokes in batches of 1000 and reports its progress', async () => {
    await beginMany(2_500);
    const progress: number[] = [];
    expect(await fixture.sessions.revokeAll((count) => progress.push(count))).toBe(2_500);
    expect(progress).toEqual([1_000, 2_000, 2_500]);
    expect(await fixture.sessions.revokeAll((count) => progress.push(count))).toBe(0);
    expect(progress).toHaveLength(3);
  });

  it('keeps completed batches revoked when it is interrupted, and revokes the rest in the next run', async () => {
    await beginMany(2_500);
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(fixture.sessions.revokeAll(stop)).rejects.toThrow('stopped');
    expect(await stateOf('session-00999')).toBe('admin');
    expect(await stateOf('session-01000')).toBe('active');
    expect(await fixture.sessions.revokeAll(() => undefined)).toBe(1_500);
  });

  it('reports one event for all users, also when it is interrupted, and none when no session is active', async () => {
    const runs = async (onBatch?: () => void) => {
      const run = () => fixture.sessions.revokeAll(onBatch).catch(() => undefined);
      return (await fixture.recordEvents(run)).events;
    };
    await beginMany(2_500);
    const stop = () => {
      throw new Error('stopped');
    };
    const event = { type: 'authn_token_revoked', sid: null, userId: null, reason: 'admin', client: null }; // prettier-ignore
    expect([await runs(stop), await runs(), await runs()]).toEqual([[event], [event], []]);
  });

  it('ends when other requests revoke some of the sessions at the same time', async () => {
    await beginMany(1_500);
    const others = async () => {
      for (const id of ['session-01000', 'session-01499'])
        await fixture.store.revoke(id, 'logout', 1);
    };
    const count = await fixture.sessions.revokeAll(() => void others());
    expect(count).toBeLessThanOrEqual(1_500);
    expect(await stateOf('session-01498')).toBe('admin');
  });

  it('revokes a session that another clock created later than now', async () => {
    fixture.clock.step(30_000);
    await begin('ahead');
    fixture.clock.step(-30_000);
    expect(await fixture.sessions.revokeAll(() => undefined)).toBe(1);
    expect(await stateOf('ahead')).toBe('admin');
  });

  it('does not revoke a session that starts during the run', async () => {
    await beginMany(1);
    const beginAnother = () => {
      fixture.clock.pass(1);
      void begin('meanwhile');
    };
    expect(await fixture.sessions.revokeAll(beginAnother)).toBe(1);
    expect(await stateOf('meanwhile')).toBe('active');
  });

  it('continues after the greatest ID when a statement returns IDs in another order', async () => {
    await beginMany(2_500);
    const afters: string[] = [];
    const { store } = fixture;
    const revokeBatch = store.revokeBatch.bind(store);
    store.revokeBatch = async (batch, ...rest) => {
      afters.push(batch.after);
      const ids = [...(await revokeBatch(batch, ...rest))];
      return [...ids.slice(500), ...ids.slice(0, 500)];
    };
    await fixture.sessions.revokeAll(() => undefined);
    expect(afters).toEqual(['', 'session-00999', 'session-01999', 'session-02499', '']);
  });

  it('revokes a session that is stored late, with an ID before the current position', async () => {
    await beginMany(1_500);
    let isStored = false;
    const store = () => {
      if (!isStored) void begin('a session of before now');
      isStored = true;
    };
    expect(await fixture.sessions.revokeAll(store)).toBe(1_501);
    expect(await stateOf('a session of before now')).toBe('admin');
  });

  it('removes the cached status of every session that it revokes', async () => {
    const { id: userId, tokenVersion } = await fixture.create('alice');
    const user = { id: userId, username: 'alice', isActive: true, tokenVersion };
    const client = { ip: null, userAgent: null };
    const { session } = await fixture.sessions.begin(user, client, fixture.settings);
    const kind = async () => (await fixture.sessionStatus.check(session.id, userId)).kind;
    expect(await kind()).toBe('active');
    expect(await fixture.sessions.revokeAll()).toBe(1);
    expect(await kind()).toBe('session_ended');
  });
});
