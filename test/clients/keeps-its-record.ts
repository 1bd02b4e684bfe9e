import { expect, it } from '@jest/globals';
import type { Scene } from './scene.js';

const TEN_MINUTES = 600_000;

/** What a recipe must show whose record is in the storage of a device, where tabs share it. */
export function itKeepsItsRecord(scene: Scene): void {
  it.each([
    ['answered', undefined],
    ['refused', 401],
  ])(
    'goes on with the login that a tab stored before its own refresh was %s',
    async (_, status) => {
      const held = await refreshSlowly(status);
      await scene.openTab().logIn(scene.user.username, scene.password);
      const stored = scene.storage.getItem('login');
      held.release();
      expect(await held.call).toEqual(scene.user);
      expect(scene.storage.getItem('login')).toBe(stored);
    },
  );

  it('stays logged out when its refresh is answered after a tab has logged out', async () => {
    const held = await refreshSlowly();
    await scene.openTab().logOut();
    held.release();
    await expect(held.call).rejects.toBeDefined();
    expect(scene.storage.getItem('login')).toBeNull();
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

  /** @returns a call that waits for the answer to its refresh */
  async function refreshSlowly(status?: number) {
    scene.expireAccessToken();
    const { requested, release } = scene.wire.holdNextRefresh(status);
    const call = scene.client.get('/me/');
    await requested;
    return { call, release };
  }
}
