import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Fixture } from './fixture.js';
import { BLACKLIST, lose, replaceWith } from './network.js';

const A_DAY_MS = 86_400_000;
/** More than the maximum delay after which an older request is still `stale`. */
const TEN_MINUTES_MS = 600_000;

/** Tests how a recipe handles a 401 to a refresh while its record has not changed. */
export function itRevokesSession(fixture: Fixture): void {
  it('sends the token to the blacklist once and then requires a log-in when the session was revoked', async () => {
    const { refresh } = await fixture.copyRecord();
    await revokeElsewhere();
    await expectLoggedOut(fixture);
    expect(fixture.network.takeBlacklisted()).toEqual([refresh]);
    await expectLogIn(fixture);
    expect(fixture.network.takeBlacklisted()).toEqual([]);
  });

  it('sends an expired refresh token to the blacklist', async () => {
    const { refresh } = await fixture.copyRecord();
    fixture.service.pass(A_DAY_MS);
    await expectLoggedOut(fixture);
    expect(fixture.network.takeBlacklisted()).toEqual([refresh]);
  });

  it.each([
    ['is lost', lose],
    ['is a 503', replaceWith(503)],
    ['is a 429', replaceWith(429)],
  ])(
    'requires a log-in, and sends the token once more, when the response to the blacklist request %s',
    async (_, failure) => {
      const { refresh } = await fixture.copyRecord();
      await revokeElsewhere();
      fixture.network.failNext(BLACKLIST, failure);
      await expectLoggedOut(fixture);
      await expectLogIn(fixture);
      expect(fixture.network.takeBlacklisted()).toEqual([refresh, refresh]);
      await expectLogIn(fixture);
      expect(fixture.network.takeBlacklisted()).toEqual([]);
    },
  );

  it('requires one log-in for two tabs that refresh a revoked session at the same time', async () => {
    const { refresh } = await fixture.copyRecord();
    const tabs = [fixture.client, fixture.openTab()];
    await revokeElsewhere();
    const calls = await Promise.allSettled(tabs.map((tab) => tab.get('/me/')));
    expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(new Set(fixture.network.takeBlacklisted())).toEqual(new Set([refresh]));
    await expectLogIn(fixture);
    for (const tab of tabs) expect(await tab.get('/me/')).toEqual(fixture.user);
  });

  it.each([
    ['just before the client', 0],
    ['first ten minutes before the client', TEN_MINUTES_MS],
  ])(
    'leaves no working token to a thief who copied the record and refreshed twice, %s',
    async (_, earlierByMs) => {
      const record = await fixture.copyRecord();
      const thief = new Thief(fixture, record);
      fixture.expireAccessToken();
      await thief.refresh(record.key);
      fixture.service.pass(earlierByMs);
      await thief.refresh();
      await expectLoggedOut(fixture);
      expect(fixture.network.takeBlacklisted()).toEqual([record.refresh]);
      await thief.expectLockedOut();
      await expectLogIn(fixture);
    },
  );

  it('leaves no working token to a thief who copied the record and refreshed once', async () => {
    const record = await fixture.copyRecord();
    const thief = new Thief(fixture, record);
    fixture.expireAccessToken();
    await thief.refresh(record.key);
    // The client repeats the thief's request and gets the same pair.
    await fixture.expectLoggedIn();
    fixture.expireAccessToken();
    await thief.refresh();
    await expectLoggedOut(fixture);
    await thief.expectLockedOut();
  });

  it('leaves no working token to a thief who copied the token without its key', async () => {
    const thief = new Thief(fixture, await fixture.copyRecord());
    fixture.expireAccessToken();
    await thief.refresh();
    await expectLoggedOut(fixture);
    await thief.expectLockedOut();
  });

  async function revokeElsewhere(): Promise<void> {
    await fixture.service.users.setPassword(fixture.user.username, fixture.password);
    fixture.expireAccessToken();
  }
}

/** Refreshes until the session is revoked. It sends a fresh key unless it has copied one. */
class Thief {
  private access = '';
  private refreshToken: string;

  constructor(
    private readonly fixture: Fixture,
    { refresh }: { refresh: string },
  ) {
    this.refreshToken = refresh;
  }

  async refresh(key = freshKey()): Promise<void> {
    const response = await this.fixture.service.refresh(this.refreshToken, key);
    expect(response.status).toBe(200);
    this.access = String(response.json['access']);
    this.refreshToken = String(response.json['refresh']);
    this.fixture.network.takeKeys();
  }

  async expectLockedOut(): Promise<void> {
    expect((await this.fixture.service.me(this.access)).status).toBe(401);
    expect((await this.fixture.service.refresh(this.refreshToken, freshKey())).status).toBe(401);
  }
}

const freshKey = () => randomBytes(16).toString('base64url');

async function expectLoggedOut(fixture: Fixture): Promise<void> {
  await expect(fixture.client.get('/me/')).rejects.toBeDefined();
  await fixture.expectLoggedOut();
}

async function expectLogIn(fixture: Fixture): Promise<void> {
  await fixture.logIn();
  await fixture.expectLoggedIn();
}
