import { expect, it } from '@jest/globals';
import type { Client, Scene } from './scene.js';

/** Three calls at once, that no client takes for one. */
export const callThrice = (client: Client): Promise<unknown>[] =>
  ['/me/', '/me/?second', '/me/?third'].map((path) => client.get(path));

/**
 * What every recipe must show.
 *
 * @param requests how many requests for a refresh the client sends when three calls need one
 */
export function itKeepsItsLogin(scene: Scene, requests = 1): void {
  it('calls with the token that it logged in for', async () => {
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    expect(scene.wire.takeKeys()).toEqual([]);
  });

  it('refreshes once for three calls at once, and goes on', async () => {
    scene.expireAccessToken();
    expect(await Promise.all(callThrice(scene.client))).toEqual(Array(3).fill(scene.user));
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    const keys = scene.wire.takeKeys();
    expect([keys.length, new Set(keys).size]).toEqual([requests, 1]);
    expect((await scene.login()).generation).toBe(1);
  });

  it('refreshes with the successor and a key of its own the next time', async () => {
    for (const generation of [1, 2, 3]) {
      scene.expireAccessToken();
      expect(await scene.client.get('/me/')).toEqual(scene.user);
      expect((await scene.login()).generation).toBe(generation);
    }
    const keys = scene.wire.takeKeys();
    expect([keys.length, new Set(keys).size, keys.includes(undefined)]).toEqual([3, 3, false]);
  });

  it.each([
    ['was lost on the way', () => scene.wire.loseNextRefresh()],
    ['came too late for the gateway', () => scene.wire.timeOutNextRefresh()],
  ])('asks again with the same key when the answer %s, and goes on', async (_, mishap) => {
    scene.expireAccessToken();
    mishap();
    await expect(scene.client.get('/me/')).rejects.toBeDefined();
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    const keys = scene.wire.takeKeys();
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect((await scene.login()).generation).toBe(1);
  });

  it('goes on although it asked again only when the new access token had expired', async () => {
    scene.expireAccessToken();
    scene.wire.loseNextRefresh();
    await expect(scene.client.get('/me/')).rejects.toBeDefined();
    scene.expireAccessToken();
    await scene.client.get('/me/').catch(() => undefined);
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    expect((await scene.login()).generation).toBe(2);
  });

  it('leaves no call waiting when the answer that three wait for was lost', async () => {
    scene.expireAccessToken();
    scene.wire.loseNextRefresh();
    await Promise.allSettled(callThrice(scene.client));
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    expect((await scene.login()).generation).toBe(1);
  });

  it('shares its login with a second tab that refreshes at the same moment', async () => {
    const tabs = [scene.client, scene.openTab()];
    for (const generation of [1, 2]) {
      scene.expireAccessToken();
      const answers = await Promise.all(tabs.map((tab) => tab.get('/me/')));
      expect(answers).toEqual([scene.user, scene.user]);
      expect((await scene.login()).generation).toBe(generation);
    }
  });

  it('is logged out, and asks for nothing any more, when its login was ended elsewhere', async () => {
    await scene.service.users.setPassword(scene.user.username, 'another password');
    scene.expireAccessToken();
    await expect(scene.client.get('/me/')).rejects.toBeDefined();
    await expectLoggedOut(scene);
  });

  it('ends its login at logout, and asks for nothing any more', async () => {
    scene.expireAccessToken();
    await scene.client.get('/me/');
    await scene.client.logOut();
    expect((await scene.login()).revokedReason).toBe('logout');
    await expectLoggedOut(scene);
  });
}

async function expectLoggedOut(scene: Scene): Promise<void> {
  scene.wire.takeKeys();
  await expect(scene.client.get('/me/')).rejects.toBeDefined();
  expect(scene.wire.takeKeys()).toEqual([]);
}
