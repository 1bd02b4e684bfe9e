import { expect } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { CookiePage } from '../../test/support/cookie-page.js';
import { claimsOf } from '../../test/support/jwt.js';
import { Browser, CROSS_ORIGIN, Locks } from './browser.js';
import { type Client, Fixture } from './fixture.js';
import type { MemoryStorage } from './memory-storage.js';
import { createCookieClient } from './recipes/fetch-with-cookies.js';

export interface CookieClient extends Client {
  /** @throws for any status other than 2xx and when there is no response */
  delete(path: string): Promise<unknown>;
}

/** Creates the client of one tab. @param api the address of the service, with `/api` */
export type CreateCookieClient = (
  api: string,
  storage: MemoryStorage,
  locks: Locks,
) => CookieClient;

/** The recipe "fetch with cookies". */
export const overFetch = (...args: Parameters<typeof createCookieClient>): CookieClient => {
  const client = createCookieClient(...args);
  const call = async (path: string, init?: RequestInit) => {
    const response = await client.request(path, init);
    if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
    return response;
  };
  return {
    ...client,
    get: async (path): Promise<unknown> => (await call(path)).json(),
    delete: (path) => call(path, { method: 'DELETE' }),
  };
};

const REFRESH_COOKIE = '__Host-Http-keyturn-refresh';

/** Before each test a new user logs in with one tab of a browser. */
export class CookieFixture extends Fixture<CookieClient> {
  constructor(
    private readonly createTab: CreateCookieClient,
    auth: Partial<AuthModuleOptions> = {},
  ) {
    super(
      (api, storage) => createTab(Browser.urlOf(api), storage, Browser.of(storage).locks),
      { refreshTokenTransport: 'cookie', ...auth },
      () => Promise.reject(new Error('The page has no refresh token.')),
      { corsOrigins: [CROSS_ORIGIN] },
    );
  }

  get hasAccessCookie(): boolean {
    return this.auth.accessTokenTransport === 'cookie';
  }

  /** A tab that does not wait for the others, like one with an older version of the page. */
  openTabWithoutLock(): CookieClient {
    return this.createTab(Browser.urlOf(`${this.service.url}/api`), this.storage, new Locks());
  }

  get browser(): Browser {
    return Browser.of(this.storage);
  }

  /** The ID that the page stores. */
  get refreshJti(): unknown {
    const record = JSON.parse(this.storage.getItem('session') ?? '{}') as { refresh_jti?: string };
    return record.refresh_jti;
  }

  /** Refreshes with the next call. */
  async refresh(client: Client = this.client): Promise<void> {
    this.expireAccessToken();
    expect(await client.get('/me/')).toEqual(this.user);
  }

  /** @returns the refresh token that the browser would send */
  async refreshToken(): Promise<string | undefined> {
    const cookies = await this.browser.cookiesFor(Browser.urlOf(this.service.url));
    return new RegExp(`${REFRESH_COOKIE}=([^;]+)`).exec(cookies)?.[1];
  }

  /** @returns the ID of the refresh token that the browser would send */
  async jtiOfCookie(): Promise<unknown> {
    const token = await this.refreshToken();
    return token === undefined ? undefined : claimsOf(token)['jti'];
  }

  /** Another browser with a copy of the cookies, and without a copy of the storage. */
  async openThief(): Promise<CookiePage> {
    const thief = new CookiePage(this.service.url);
    thief.jar.set(REFRESH_COOKIE, (await this.refreshToken())!);
    thief.refreshJti = String(await this.jtiOfCookie());
    return thief;
  }
}
