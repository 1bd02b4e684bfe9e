import { expect, it } from '@jest/globals';
import type { Client, Fixture } from './fixture.js';
import { lose, REFRESH, replaceWith } from './network.js';

/** Three parallel calls with different URLs, so that no client deduplicates them. */
const callThrice = (client: Client): Promise<unknown>[] =>
  ['/me/', '/me/?second', '/me/?third'].map((path) => client.get(path));

interface Expected {
  /** How many refresh requests the client sends when three calls need one. */
  requests?: number;
  /** How many rotations two tabs cause that refresh at the same time. */
  rotationsOfTwoTabs?: number;
}

/** Tests how a recipe refreshes. */
export function itRefreshesSession(
  fixture: Fixture,
  { requests = 1, rotationsOfTwoTabs = 1 }: Expected = {},
): void {
  it('calls with the access token of the log-in', async () => {
    await fixture.expectLoggedIn();
    expect(fixture.network.takeKeys()).toEqual([]);
  });

  it('refreshes once for three parallel calls, and continues', async () => {
    fixture.expireAccessToken();
    expect(await Promise.all(callThrice(fixture.client))).toEqual(Array(3).fill(fixture.user));
    await fixture.expectLoggedIn();
    const keys = fixture.network.takeKeys();
    expect([keys.length, new Set(keys).size]).toEqual([requests, 1]);
    expect((await fixture.session()).generation).toBe(1);
  });

  it('refreshes with the successor and a new key the next time', async () => {
    for (const generation of [1, 2, 3]) {
      fixture.expireAccessToken();
      await fixture.expectLoggedIn();
      expect((await fixture.session()).generation).toBe(generation);
    }
    const keys = fixture.network.takeKeys();
    expect([keys.length, new Set(keys).size, keys.includes(undefined)]).toEqual([3, 3, false]);
  });

  it.each([
    ['is lost', lose],
    ['is a 504 of the gateway', replaceWith(504)],
    ['is a 400 of the gateway', replaceWith(400, '{"detail":"The Host is not allowed."}')],
    ['is a 422 of the gateway', replaceWith(422, '<html>')],
  ])(
    'repeats the refresh with the same key when the response %s, and continues',
    async (_, failure) => {
      fixture.expireAccessToken();
      fixture.network.failNext(REFRESH, failure);
      await expect(fixture.client.get('/me/')).rejects.toBeDefined();
      await fixture.expectLoggedIn();
      const keys = fixture.network.takeKeys();
      expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
      expect((await fixture.session()).generation).toBe(1);
    },
  );

  it('continues when the repeated refresh returns an access token that has expired', async () => {
    fixture.expireAccessToken();
    fixture.network.failNext(REFRESH, lose);
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    fixture.expireAccessToken();
    await fixture.client.get('/me/').catch(() => undefined);
    await fixture.expectLoggedIn();
    expect((await fixture.session()).generation).toBe(2);
  });

  it('leaves no call waiting when the response for three parallel calls is lost', async () => {
    fixture.expireAccessToken();
    fixture.network.failNext(REFRESH, lose);
    await Promise.allSettled(callThrice(fixture.client));
    await fixture.expectLoggedIn();
    expect((await fixture.session()).generation).toBe(1);
  });

  it('shares its session with a second tab that refreshes at the same time', async () => {
    const tabs = [fixture.client, fixture.openTab()];
    for (const round of [1, 2]) {
      fixture.expireAccessToken();
      const responses = await Promise.all(tabs.map((tab) => tab.get('/me/')));
      expect(responses).toEqual([fixture.user, fixture.user]);
      expect((await fixture.session()).generation).toBe(round * rotationsOfTwoTabs);
    }
  });

  it('logs out and stops refreshing when another client revoked the session', async () => {
    await fixture.service.users.setPassword(fixture.user.username, 'violet kettle harbor');
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await fixture.expectLoggedOut();
  });

  it('revokes the session and stops refreshing at log-out', async () => {
    fixture.expireAccessToken();
    await fixture.client.get('/me/');
    await fixture.client.logOut();
    expect((await fixture.session()).revokedReason).toBe('logout');
    await fixture.expectLoggedOut();
  });
}
