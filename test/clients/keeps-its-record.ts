import { expect, it } from '@jest/globals';
import type { Scene } from './scene.js';

const TEN_MINUTES = 600_000;

/** What a recipe must show whose record is in the storage of a device, where tabs share it. */
export function itKeepsItsRecord(scene: Scene): void {
  it.each([
    ['its own pair', undefined],
    ['a 401', 401],
    ['a 422', 422],
  ])(
    'goes on with the session that another tab stored before it received %s, and revokes nothing',
    async (_, status) => {
      const held = await refreshSlowly(status);
      await scene.openTab().logIn(scene.user.username, scene.password);
      const stored = scene.storage.getItem('session');
      held.release();
      expect(await held.call).toEqual(scene.user);
      expect(scene.storage.getItem('session')).toBe(stored);
      expect(scene.wire.takeBlacklisted()).toEqual([]);
    },
  );

  it.each([
    ['is malformed (400)', 'short'],
    ['was used for an earlier token (422)', undefined],
  ])('goes on with the same token and a fresh key when its key %s', async (_, malformed) => {
    const { key } = await scene.copyRecord();
    await refreshNow();
    const record = JSON.parse(scene.storage.getItem('session')!) as object;
    scene.storage.setItem('session', JSON.stringify({ ...record, key: malformed ?? key }));
    await refreshNow().catch(() => undefined);
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    expect((await scene.login()).generation).toBe(2);
    expect(scene.wire.takeBlacklisted()).toEqual([]);
  });

  it('stays logged out when its refresh is answered after a tab has logged out', async () => {
    const held = await refreshSlowly();
    await scene.openTab().logOut();
    held.release();
    await expect(held.call).rejects.toBeDefined();
    expect(scene.storage.getItem('session')).toBeNull();
  });

  it.each([
    ['behind', -TEN_MINUTES],
    ['ahead', TEN_MINUTES],
  ])('is refused once at most on a device whose clock is %s', async (_, ahead) => {
    scene.setDeviceAhead(ahead);
    scene.expireAccessToken();
    await scene.client.get('/me/').catch(() => undefined);
    expect(await scene.client.get('/me/')).toEqual(scene.user);
  });

  function refreshNow(): Promise<unknown> {
    scene.expireAccessToken();
    return scene.client.get('/me/');
  }

  /** @returns a call that waits for the answer to its refresh */
  async function refreshSlowly(status?: number) {
    scene.expireAccessToken();
    const { requested, release } = scene.wire.holdNextRefresh(status);
    const call = scene.client.get('/me/');
    await requested;
    return { call, release };
  }
}
