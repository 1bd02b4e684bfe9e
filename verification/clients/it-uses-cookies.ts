import { expect, it } from '@jest/globals';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { sidOf } from '../../test/support/jwt.js';
import type { CookieFixture } from './cookie-fixture.js';
import { BLACKLIST, REFRESH, replaceWith, truncate } from './network.js';

const JWT = /[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

interface StoredRecord {
  keys: [jti: string, key: string][];
}

/** Tests a recipe whose refresh token is in a cookie. */
export function itUsesCookies(fixture: CookieFixture): void {
  const record = () => JSON.parse(fixture.storage.getItem('session')!) as StoredRecord;
  const setRecord = (changed: object) =>
    fixture.storage.setItem('session', JSON.stringify({ ...record(), ...changed }));

  it('the cookie client stores no token where scripts can read it', async () => {
    await fixture.refresh();
    await fixture.refresh();
    const stored = [...fixture.storage.items.values()].join('\n');
    expect(stored).toContain(await fixture.jtiOfCookie());
    expect(stored).not.toMatch(JWT);
    expect(await fixture.refreshToken()).toMatch(JWT);
  });

  it('the cookie client stores the key of a token before it sends the token, and keeps the last eight', async () => {
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH);
    const call = fixture.client.get('/me/');
    await held.requested;
    const keys = fixture.network.takeKeys();
    expect(record().keys).toEqual([[fixture.refreshJti, keys[0]]]);
    held.release();
    await call;
    for (let round = 0; round < 9; round++) await fixture.refresh();
    keys.push(...fixture.network.takeKeys());
    expect(record().keys.map(([, key]) => key)).toEqual(keys.slice(-8));
  });

  it('the cookie client lets one tab refresh at a time', async () => {
    const tabs = [fixture.client, fixture.openTab()];
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH);
    const calls = Promise.all(tabs.map((tab) => tab.get('/me/')));
    await held.requested;
    await pause();
    expect(fixture.network.takeKeys()).toHaveLength(1);
    held.release();
    expect(await calls).toEqual([fixture.user, fixture.user]);
    // An access cookie is that of both tabs.
    const second = fixture.hasAccessCookie ? 0 : 1;
    expect(fixture.network.takeKeys()).toHaveLength(second);
    expect((await fixture.session()).generation).toBe(1 + second);
  });

  it('the cookie client lets a log-in wait until another tab has refreshed', async () => {
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH);
    const call = fixture.client.get('/me/');
    await held.requested;
    let isSent = false;
    fixture.network.failNext('/api/token/', () => (isSent = true));
    const tab = fixture.openTab();
    const loggingIn = fixture.logIn(tab);
    await pause();
    expect(isSent).toBe(false);
    held.release();
    await Promise.allSettled([call, loggingIn]);
    expect(await fixture.jtiOfCookie()).toBe(fixture.refreshJti);
    expect(await tab.get('/me/')).toEqual(fixture.user);
  });

  it('the cookie client does not disturb a tab that has an access token when another tab refreshes', async () => {
    const tab = fixture.openTab();
    await fixture.refresh(tab);
    const { generation } = await fixture.session();
    await fixture.client.get('/me/');
    fixture.network.takeKeys();
    expect(await tab.get('/me/')).toEqual(fixture.user);
    await fixture.expectLoggedIn();
    expect(fixture.network.takeKeys()).toEqual([]);
    expect(generation).toBe(1);
  });

  it('the cookie client continues when the connection breaks after the browser has stored the cookie', async () => {
    fixture.expireAccessToken();
    fixture.network.failNext(REFRESH, truncate);
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    expect(await fixture.jtiOfCookie()).not.toBe(fixture.refreshJti);
    await fixture.refresh();
    await expectRecovered([0, 0, 1]);
  });

  it('the cookie client continues in another tab when a tab is closed before it stores the response', async () => {
    fixture.expireAccessToken();
    const closed = fixture.browser.closeTabAfter(REFRESH);
    void fixture.client.get('/me/');
    await closed;
    await fixture.refresh(fixture.openTab());
    await expectRecovered([0, 0, 1]);
  });

  it('the cookie client continues when a tab that has the lock reads an outdated record', async () => {
    const outdated = fixture.storage.getItem('session')!;
    await fixture.refresh();
    fixture.storage.setItem('session', outdated);
    await fixture.refresh(fixture.openTab());
    await expectRecovered([0, 1, 2]);
  });

  it('the cookie client continues with the current token when the browser restores the cookie before it', async () => {
    const restore = fixture.browser.copyCookies();
    await fixture.refresh();
    const current = await fixture.refreshToken();
    restore();
    const tab = fixture.openTab();
    // With an access cookie a new tab does not refresh before the access token expires.
    if (fixture.hasAccessCookie) fixture.expireAccessToken();
    await tab.get('/me/').catch(() => undefined);
    expect(await fixture.refreshToken()).toBe(current);
    expect(await tab.get('/me/')).toEqual(fixture.user);
  });

  it('the cookie client revokes the session and forgets it when the browser restores an older cookie', async () => {
    const restore = fixture.browser.copyCookies();
    await fixture.refresh();
    await fixture.refresh();
    restore();
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectForgotten();
    expect((await fixture.session()).revokedReason).toEqual(expect.any(String));
  });

  it('the cookie client refreshes again when the ID has changed before it received a 401, and revokes nothing', async () => {
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH, 401);
    const call = fixture.client.get('/me/');
    await held.requested;
    await fixture.openTabWithoutLock().get('/me/');
    held.release();
    expect(await call).toEqual(fixture.user);
    expect(fixture.network.takeBlacklisted()).toEqual([]);
  });

  it('the cookie client forgets everything, and sends a blacklist request, when the session was revoked', async () => {
    await fixture.service.users.setPassword(fixture.user.username, fixture.password);
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectForgotten();
    expect(fixture.network.takeBlacklisted()).toHaveLength(1);
    await fixture.logIn();
    await fixture.expectLoggedIn();
  });

  it('the cookie client sends a blacklist request after the 401 to a late request', async () => {
    await fixture.refresh();
    fixture.expireAccessToken();
    // The service does not revoke the session of a stale request.
    fixture.network.failNext(REFRESH, replaceWith(401));
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectForgotten();
    expect((await fixture.session()).revokedReason).toBe('logout');
  });

  it.each([
    ['is malformed (400)', 'short'],
    ['was used for an earlier token (422)', undefined],
  ])('the cookie client replaces a key that %s, and continues', async (_, malformed) => {
    await fixture.refresh();
    const key = malformed ?? record().keys[0]![1];
    setRecord({ keys: [[fixture.refreshJti, key]] });
    await fixture.refresh();
    expect((await fixture.session()).generation).toBe(2);
    const keys = fixture.network.takeKeys();
    expect(keys.slice(1)).toEqual([key, record().keys[0]![1]]);
  });

  it('the cookie client sends three requests at most when each response has another ID', async () => {
    const mismatch = () => {
      const body = JSON.stringify({ refresh_jti: crypto.randomUUID() });
      fixture.network.failNext(REFRESH, (response) => {
        mismatch();
        replaceWith(422, body)(response);
      });
    };
    fixture.expireAccessToken();
    mismatch();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    expect(fixture.network.takeKeys()).toHaveLength(3);
    fixture.network.reset();
  });

  it('the cookie client logs out all tabs at once while one of them refreshes', async () => {
    const tab = fixture.openTab();
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH);
    const call = fixture.client.get('/me/');
    await held.requested;
    const loggingOut = tab.logOut();
    await pause();
    expect(fixture.storage.getItem('session')).toBeNull();
    held.release();
    await expect(call).rejects.toBeDefined();
    await loggingOut;
    expect(await fixture.refreshToken()).toBeUndefined();
    await expectForgotten();
    expect((await fixture.session()).revokedReason).toBe('logout');
  });

  it('the cookie client stays logged out when a tab is closed while it logs out', async () => {
    fixture.expireAccessToken();
    const held = fixture.network.holdNext(REFRESH);
    const call = fixture.client.get('/me/');
    await held.requested;
    fixture.storage.setItem('revoke', 'yes');
    fixture.storage.removeItem('session');
    held.release();
    await expect(call).rejects.toThrow('Not logged in.');
    await expectForgotten();
    expect((await fixture.session()).revokedReason).toBe('logout');
  });

  it.each([
    ['the next log-in', 'replaced', () => fixture.logIn()],
    ['another log-out', 'logout', () => fixture.client.logOut()],
    ['the next page', 'logout', () => void fixture.openTab()],
  ])(
    'the cookie client logs out the page without a connection, and %s revokes the session',
    async (_, reason, continueOnline) => {
      const tab = fixture.openTab();
      const id = sidOf((await fixture.refreshToken())!);
      fixture.browser.isOffline = true;
      await expect(fixture.client.logOut()).rejects.toThrow('not confirmed');
      fixture.browser.isOffline = false;
      expect(fixture.storage.getItem('session')).toBeNull();
      await expect(tab.get('/me/')).rejects.toThrow('Not logged in.');
      const sessions = fixture.service.dataSource.getRepository(RefreshToken);
      expect((await sessions.findOneByOrFail({ id })).revokedReason).toBeNull();
      await continueOnline();
      await pause();
      expect([...fixture.storage.items.keys()]).not.toContain('revoke');
      expect((await sessions.findOneByOrFail({ id })).revokedReason).toBe(reason);
    },
  );

  it('the cookie client leaves no session to a thief who copied the cookies and refreshes first', async () => {
    const thief = await fixture.openThief();
    expect((await thief.refresh()).status).toBe(200);
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectForgotten();
    expect((await thief.refresh()).status).toBe(401);
    expect((await fixture.session()).revokedReason).toBe('reuse');
  });

  it('the cookie client leaves no session to a thief who copied the cookies and refreshes second', async () => {
    const thief = await fixture.openThief();
    await fixture.refresh();
    expect((await thief.refresh()).status).toBe(401);
    expect((await fixture.session()).revokedReason).toBe('reuse');
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toBeDefined();
    await expectForgotten();
  });

  it.each([429, 503])('the cookie client rejects a log-out that got a %i', async (status) => {
    fixture.network.failNext(BLACKLIST, replaceWith(status));
    await expect(fixture.client.logOut()).rejects.toThrow('not confirmed');
    expect([...fixture.storage.items.keys()]).toEqual(['revoke']);
    await fixture.client.logOut();
    await expectForgotten();
  });

  it('the cookie client never continues a tab with the log-in of another tab', async () => {
    await fixture.client.get('/me/');
    const tab = fixture.openTab();
    await fixture.logIn(tab);
    fixture.expireAccessToken();
    await expect(fixture.client.get('/me/')).rejects.toThrow('Reload the page.');
    expect(await tab.get('/me/')).toEqual(fixture.user);
    expect(await fixture.openTab().get('/me/')).toEqual(fixture.user);
  });

  it('the cookie client does not continue with a log-in whose response was lost', async () => {
    fixture.network.failNext('/api/token/', truncate);
    await expect(fixture.logIn(fixture.openTab())).rejects.toBeDefined();
    await expect(fixture.client.get('/me/')).rejects.toThrow('Not logged in.');
  });

  it('the cookie client uses cookies from a page of another allowed origin', async () => {
    fixture.browser.isCrossOrigin = true;
    await fixture.refresh();
    await fixture.client.logOut();
    expect((await fixture.session()).revokedReason).toBe('logout');
    await fixture.logIn();
    await fixture.refresh();
  });

  it('the cookie client sends X-Requested-With with a DELETE', async () => {
    await fixture.refresh();
    await fixture.client.delete('/sessions/');
    await fixture.expectLoggedIn();
  });

  /** @param order the requests since the log-in, each by the number of its key */
  async function expectRecovered(order: number[]): Promise<void> {
    const keys = fixture.network.takeKeys();
    const distinct = [...new Set(keys)];
    expect(keys.map((key) => distinct.indexOf(key))).toEqual(order);
    expect(await fixture.jtiOfCookie()).toBe(fixture.refreshJti);
    expect((await fixture.session()).generation).toBe(2);
  }

  async function expectForgotten(): Promise<void> {
    expect([...fixture.storage.items]).toEqual([]);
    await fixture.expectLoggedOut();
  }
}

/** Longer than a request to the service takes. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
