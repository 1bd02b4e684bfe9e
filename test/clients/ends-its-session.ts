import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { Scene } from './scene.js';

const A_DAY_MS = 86_400_000;
/** Longer than a repeated request of an older generation may be in flight. */
const TEN_MINUTES_MS = 600_000;

/** What every recipe must do after a 401 to a refresh with an unchanged record. */
export function itEndsItsSession(scene: Scene): void {
  it('sends the token to the blacklist once, then asks for a log-in, when the session is revoked', async () => {
    const { refresh } = await scene.copyRecord();
    await revokeElsewhere();
    await expectLoggedOut(scene);
    expect(scene.wire.takeBlacklisted()).toEqual([refresh]);
    await expectLogIn(scene);
    expect(scene.wire.takeBlacklisted()).toEqual([]);
  });

  it('sends an expired token to the blacklist', async () => {
    const { refresh } = await scene.copyRecord();
    scene.service.pass(A_DAY_MS);
    await expectLoggedOut(scene);
    expect(scene.wire.takeBlacklisted()).toEqual([refresh]);
  });

  it.each([
    ['is lost', () => scene.wire.loseNextBlacklist()],
    ['is a 503', () => scene.wire.failNextBlacklist(503)],
    ['is a 429', () => scene.wire.failNextBlacklist(429)],
  ])(
    'asks for a log-in, and sends the token once more, when the response to the blacklist request %s',
    async (_, fail) => {
      const { refresh } = await scene.copyRecord();
      await revokeElsewhere();
      fail();
      await expectLoggedOut(scene);
      await expectLogIn(scene);
      expect(scene.wire.takeBlacklisted()).toEqual([refresh, refresh]);
      await expectLogIn(scene);
      expect(scene.wire.takeBlacklisted()).toEqual([]);
    },
  );

  it('asks for a log-in in two tabs that refresh a revoked session at the same moment', async () => {
    const { refresh } = await scene.copyRecord();
    const tabs = [scene.client, scene.openTab()];
    await revokeElsewhere();
    const calls = await Promise.allSettled(tabs.map((tab) => tab.get('/me/')));
    expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(new Set(scene.wire.takeBlacklisted())).toEqual(new Set([refresh]));
    await expectLogIn(scene);
    for (const tab of tabs) expect(await tab.get('/me/')).toEqual(scene.user);
  });

  it.each([
    ['just before the client', 0],
    ['first ten minutes before the client', TEN_MINUTES_MS],
  ])(
    'leaves no working token to a thief who copied the record and refreshed twice, %s',
    async (_, earlierByMs) => {
      const record = await scene.copyRecord();
      const thief = new Thief(scene, record);
      scene.expireAccessToken();
      await thief.refresh(record.key);
      scene.service.pass(earlierByMs);
      await thief.refresh();
      await expectLoggedOut(scene);
      expect(scene.wire.takeBlacklisted()).toEqual([record.refresh]);
      await thief.expectLockedOut();
      await expectLogIn(scene);
    },
  );

  it('leaves no working token to a thief who copied the record and refreshed once', async () => {
    const record = await scene.copyRecord();
    const thief = new Thief(scene, record);
    scene.expireAccessToken();
    await thief.refresh(record.key);
    // The client repeats the thief's request and gets the same pair.
    expect(await scene.client.get('/me/')).toEqual(scene.user);
    scene.expireAccessToken();
    await thief.refresh();
    await expectLoggedOut(scene);
    await thief.expectLockedOut();
  });

  it('leaves no working token to a thief who copied the token without its key', async () => {
    const thief = new Thief(scene, await scene.copyRecord());
    scene.expireAccessToken();
    await thief.refresh();
    await expectLoggedOut(scene);
    await thief.expectLockedOut();
  });

  async function revokeElsewhere(): Promise<void> {
    await scene.service.users.setPassword(scene.user.username, scene.password);
    scene.expireAccessToken();
  }
}

/** Refreshes until the session is revoked. Sends a fresh key unless it copied one. */
class Thief {
  private access = '';
  private refreshToken: string;

  constructor(
    private readonly scene: Scene,
    { refresh }: { refresh: string },
  ) {
    this.refreshToken = refresh;
  }

  async refresh(key = freshKey()): Promise<void> {
    const response = await this.scene.service.refresh(this.refreshToken, key);
    expect(response.status).toBe(200);
    this.access = String(response.json['access']);
    this.refreshToken = String(response.json['refresh']);
    this.scene.wire.takeKeys();
  }

  async expectLockedOut(): Promise<void> {
    expect((await this.scene.service.me(this.access)).status).toBe(401);
    expect((await this.scene.service.refresh(this.refreshToken, freshKey())).status).toBe(401);
  }
}

const freshKey = () => randomBytes(16).toString('base64url');

async function expectLoggedOut(scene: Scene): Promise<void> {
  await expect(scene.client.get('/me/')).rejects.toBeDefined();
  scene.wire.takeKeys();
  await expect(scene.client.get('/me/')).rejects.toBeDefined();
  expect(scene.wire.takeKeys()).toEqual([]);
}

async function expectLogIn(scene: Scene): Promise<void> {
  await scene.logIn();
  expect(await scene.client.get('/me/')).toEqual(scene.user);
}
