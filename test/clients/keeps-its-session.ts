import { expect, it } from '@jest/globals';
import type { Client, Fixture } from './fixture.js';

/** Three calls at once, that no client takes for one. */
export const callThrice = (client: Client): Promise<unknown>[] =>
  ['/me/', '/me/?second', '/me/?third'].map((path) => client.get(path));

/**
 * What every recipe must show.
 *
 * @param requests how many requests for a refresh the client sends when three calls need one
 */
export function itKeepsItsSession(fixture: Fixture, requests = 1): void {
  it('calls with the token that it logged in for', async () => {
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    expect(fixture.wire.takeKeys()).toEqual([]);
  });

  it('refreshes once for three calls at once, and goes on', async () => {
    fixture.expireAccessToken();
    expect(await Promise.all(callThrice(fixture.client))).toEqual(Array(3).fill(fixture.user));
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    const keys = fixture.wire.takeKeys();
    expect([keys.length, new Set(keys).size]).toEqual([requests, 1]);
    expect((await fixture.session()).generation).toBe(1);
  });

  it('refreshes with the successor and a key of its own the next time', async () => {
    for (const generation of [1, 2, 3]) {
      fixture.expireAccessToken();
      expect(await fixture.client.get('/me/')).toEqual(fixture.user);
      expect((await fixture.session()).generation).toBe(generation);
    }
    const keys = fixture.wire.takeKeys();
    expect([keys.length, new Set(keys).size, keys.includes(undefined)]).toEqual([3, 3, false]);
  });

  it.each([
    ['was lost on the way', () => fixture.wire.loseNextRefresh()],
    ['came too late for the gateway', () => fixture.wire.timeOutNextRefresh()],
  ])('asks again with the same key when the answer %s, and goes on', async (_, mishap) => {
    fixture.expireAccessToken();
    mishap();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    const keys = fixture.wire.takeKeys();
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect((await fixture.session()).generation).toBe(1);
  });

  it('goes on although it asked again only when the new access token had expired', async () => {
    fixture.expireAccessToken();
    fixture.wire.loseNextRefresh();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    fixture.expireAccessToken();
    await fixture.client.get('/me/').catch(() => undefined);
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    expect((await fixture.session()).generation).toBe(2);
  });

  it('leaves no call waiting when the answer that three wait for was lost', async () => {
    fixture.expireAccessToken();
    fixture.wire.loseNextRefresh();
    await Promise.allSettled(callThrice(fixture.client));
    expect(await fixture.client.get('/me/')).toEqual(fixture.user);
    expect((await fixture.session()).generation).toBe(1);
  });

  it('shares its session with a second tab that refreshes at the same moment', async () => {
    const tabs = [fixture.client, fixture.openTab()];
    for (const generation of [1, 2]) {
      fixture.expireAccessToken();
      const responses = await Promise.all(tabs.map((tab) => tab.get('/me/')));
      expect(responses).toEqual([fixture.user, fixture.user]);
      expect((await fixture.session()).generation).toBe(generation);
    }
  });

  it('is logged out, and asks for nothing any more, when its session was ended elsewhere', async () => {
    await fixture.service.users.setPassword(fixture.user.username, 'another password');
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectLoggedOut(fixture);
  });

  it('ends its session at logout, and asks for nothing any more', async () => {
    fixture.expireAccessToken();
    await fixture.client.get('/me/');
    await fixture.client.logOut();
    expect((await fixture.session()).revokedReason).toBe('logout');
    await expectLoggedOut(fixture);
  });
}

async function expectLoggedOut(fixture: Fixture): Promise<void> {
  fixture.wire.takeKeys();
  await expect(fixture.client.get('/me/')).rejects.toBeDefined();
  expect(fixture.wire.takeKeys()).toEqual([]);
}
