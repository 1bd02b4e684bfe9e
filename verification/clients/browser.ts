import { Cookie, CookieJar } from 'tough-cookie';
import { Deferred } from '../../test/support/deferred.js';
import type { MemoryStorage } from './memory-storage.js';

/** `strict`: a request of a page of this site. `lax`: a link on a page of another site. */
type SameSiteContext = 'strict' | 'lax';

/** Pages use this name, and tests the address, so that only requests of pages get cookies. */
const PAGE_HOST = 'localhost';

/** The origin of pages when `isCrossOrigin` is set. */
export const CROSS_ORIGIN = `http://${PAGE_HOST}:1`;

const nodeFetch = globalThis.fetch;

const browsers = new WeakMap<MemoryStorage, Browser>();

/** A browser with the storage, the cookies and the locks that its tabs share. */
export class Browser {
  readonly locks = new Locks();
  /** Whether the pages have another origin of the same site than the API. */
  isCrossOrigin = false;
  isOffline = false;
  private jar = new CookieJar();
  private closing: { path: string; closed: Deferred<void> } | undefined;
  private static current: Browser | undefined;

  /** @returns the browser of this storage, whose pages call `fetch` from now on */
  static of(storage: MemoryStorage): Browser {
    const browser = browsers.get(storage) ?? new Browser();
    browsers.set(storage, browser);
    Browser.current = browser;
    globalThis.fetch = (...args) => Browser.fetch(...args);
    return browser;
  }

  /** @param url an address of the service @returns its address in pages */
  static urlOf(url: string): string {
    return url.replace('127.0.0.1', PAGE_HOST);
  }

  /** @returns the `Cookie` header of a request to an address in pages */
  cookiesFor(url: string, sameSiteContext: SameSiteContext = 'strict'): Promise<string> {
    return this.jar.getCookieString(url, { sameSiteContext });
  }

  /** @returns a function that restores the present cookies, like an older profile */
  copyCookies(): () => void {
    const copy = this.jar.cloneSync()!;
    return () => void (this.jar = copy);
  }

  /**
   * Closes the tab that sends the next request to this path when the browser has stored the cookies
   * of the response. The page does not receive the response.
   *
   * @returns resolves when the tab is closed
   */
  closeTabAfter(path: string): Promise<void> {
    this.closing = { path, closed: new Deferred() };
    return this.closing.closed.promise;
  }

  private static fetch(...args: Parameters<typeof fetch>): Promise<Response> {
    const request = new Request(...args);
    const isOfPage = new URL(request.url).hostname === PAGE_HOST;
    return isOfPage ? Browser.current!.send(request) : nodeFetch(request);
  }

  private async send(request: Request): Promise<Response> {
    if (this.isOffline) throw new TypeError('Failed to fetch');
    const { origin, pathname } = new URL(request.url);
    const hasCookies =
      request.credentials === 'include' ||
      (request.credentials === 'same-origin' && !this.isCrossOrigin);
    const headers = new Headers(request.headers);
    headers.set('Origin', this.isCrossOrigin ? CROSS_ORIGIN : origin);
    headers.set('Sec-Fetch-Site', this.isCrossOrigin ? 'same-site' : 'same-origin');
    const cookies = hasCookies ? await this.cookiesFor(request.url) : '';
    if (cookies !== '') headers.set('Cookie', cookies);
    const response = await nodeFetch(new Request(request, { headers }));
    for (const line of hasCookies ? response.headers.getSetCookie() : []) {
      await this.storeCookie(line, origin);
    }
    if (this.closing?.path === pathname) await this.closeTab(this.closing.closed);
    return response;
  }

  private async storeCookie(line: string, origin: string): Promise<void> {
    const cookie = Cookie.parse(line)!;
    // The jar counts Max-Age from the last use of the cookie, and browsers from its arrival.
    cookie.expires = new Date(Date.now() + Number(cookie.maxAge) * 1000);
    cookie.maxAge = null;
    await this.jar.setCookie(cookie, origin, { sameSiteContext: 'strict' });
  }

  private closeTab(closed: Deferred<void>): Promise<never> {
    this.closing = undefined;
    this.locks.release();
    closed.resolve();
    return new Promise(() => undefined);
  }
}

/** `navigator.locks`: a lock has one holder, and the others wait in the order of their requests. */
export class Locks {
  private readonly holders = new Map<string, Promise<unknown>>();
  private tabClosed = new Deferred<void>();

  request(name: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.holders.get(name) ?? Promise.resolve()).then(work);
    const released = turn.catch(() => undefined);
    this.holders.set(name, Promise.race([released, this.tabClosed.promise]));
    return turn;
  }

  /** Releases the lock of a tab that is closed. */
  release(): void {
    this.tabClosed.resolve();
    this.tabClosed = new Deferred();
  }
}
