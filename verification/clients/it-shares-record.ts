import { expect, it } from '@jest/globals';
import type { Fixture } from './fixture.js';
import { REFRESH } from './network.js';

const TEN_MINUTES = 600_000;

/** Tests a recipe whose record is in the storage of a device that all tabs share. */
export function itSharesRecord(fixture: Fixture): void {
  it.each([
    ['a new pair', undefined],
    ['a 401', 401],
    ['a 422', 422],
  ])(
    'uses the session that another tab stored before it received %s, and revokes nothing',
    async (_, status) => {
      const held = await refreshSlowly(status);
      await fixture.logIn(fixture.openTab());
      const stored = fixture.storage.getItem('session');
      held.release();
      expect(await held.call).toEqual(fixture.user);
      expect(fixture.storage.getItem('session')).toBe(stored);
      expect(fixture.network.takeBlacklisted()).toEqual([]);
    },
  );

  it.each([
    ['is malformed (400)', 'short'],
    ['was used for an earlier token (422)', undefined],
  ])('continues with the same token and a fresh key when its key %s', async (_, malformed) => {
    const { key } = await fixture.copyRecord();
    await refreshNow();
    const record = JSON.parse(fixture.storage.getItem('session')!) as object;
    fixture.storage.setItem('session', JSON.stringify({ ...record, key: malformed ?? key }));
    await refreshNow().catch(() => undefined);
    await fixture.expectLoggedIn();
    expect((await fixture.session()).generation).toBe(2);
    expect(fixture.network.takeBlacklisted()).toEqual([]);
  });

  it('stays logged out when the response to its refresh arrives after another tab logged out', async () => {
    const held = await refreshSlowly();
    await fixture.openTab().logOut();
    held.release();
    await expect(held.call).rejects.toBeDefined();
    expect(fixture.storage.getItem('session')).toBeNull();
  });

  it.each([
    ['behind', -TEN_MINUTES],
    ['ahead', TEN_MINUTES],
  ])('fails at most once on a device whose clock is %s', async (_, ahead) => {
    fixture.setDeviceAhead(ahead);
    fixture.expireAccessToken();
    await fixture.client.get('/me/').catch(() => undefined);
    await fixture.expectLoggedIn();
  });

  it('does not refresh again for a call whose 401 arrives late', async () => {
    fixture.expireAccessToken();
    const late = fixture.network.holdNext('/api/me/?late');
    const lateCall = fixture.client.get('/me/?late');
    await Promise.all([fixture.client.get('/me/'), fixture.client.get('/me/?second')]);
    late.release();
    expect(await lateCall).toEqual(fixture.user);
    expect(fixture.network.takeKeys()).toHaveLength(1);
  });

  function refreshNow(): Promise<unknown> {
    fixture.expireAccessToken();
    return fixture.client.get('/me/');
  }

  /** @returns a call that waits for the response to its refresh */
  async function refreshSlowly(status?: number) {
    fixture.expireAccessToken();
    const { requested, release } = fixture.network.holdNext(REFRESH, status);
    const call = fixture.client.get('/me/');
    await requested;
    return { call, release };
  }
}
