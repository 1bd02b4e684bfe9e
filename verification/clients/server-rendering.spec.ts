import type { IncomingMessage } from 'node:http';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { CookieFixture, overFetch } from './cookie-fixture.js';
import { replaceWith } from './network.js';
import { loadFromApi } from './recipes/load-from-api.js';

const ACCESS_COOKIE = /^__Host-Http-keyturn-access=[\w.-]+$/;

/** A link on a page of another site; otherwise a page of this site, or the address bar. */
type Origin = 'another site' | 'this site';

describe.each(['strict', 'lax'] as const)(
  'server rendering with COOKIE_SAME_SITE=%s',
  (cookieSameSite) => {
    const fixture = new CookieFixture(overFetch, {
      accessTokenTransport: 'cookie',
      cookieSameSite,
    });
    /** The `Cookie` header of each request of the site's server. */
    const forwarded: (string | undefined)[] = [];

    beforeAll(() => {
      const server = fixture.service.app.getHttpServer();
      server.on('request', ({ headers }: IncomingMessage) => void forwarded.push(headers.cookie));
    });
    beforeEach(() => void forwarded.splice(0));

    /** Renders a page for a navigation of the browser. */
    async function render(from: Origin = 'this site', path = '/me/') {
      const { url } = fixture.service;
      const context = from === 'this site' ? 'strict' : 'lax';
      const cookies = await fixture.browser.cookiesFor(Browser.urlOf(url), context);
      return loadFromApi(`${url}/api`, `theme=dark; ${cookies}; lang=en`, path);
    }

    const loaded = () => ({ needsRefresh: false, data: fixture.user });

    it('loadFromApi returns data, and forwards the access cookie alone', async () => {
      expect(await render()).toEqual(loaded());
      expect(forwarded).toEqual([expect.stringMatching(ACCESS_COOKIE)]);
    });

    it('loadFromApi reports that the browser must refresh when the access cookie has expired', async () => {
      fixture.expireAccessToken();
      expect(await render()).toEqual({ needsRefresh: true });
      expect([forwarded, fixture.network.takeKeys()]).toEqual([[], []]);
    });

    it('loadFromApi reports that the browser must refresh when the API responds with a 401', async () => {
      const cookies = await fixture.browser.cookiesFor(Browser.urlOf(fixture.service.url));
      fixture.expireAccessToken();
      const { url } = fixture.service;
      expect(await loadFromApi(`${url}/api`, cookies, '/me/')).toEqual({ needsRefresh: true });
      expect(forwarded).toEqual([expect.stringMatching(ACCESS_COOKIE)]);
      expect(fixture.network.takeKeys()).toEqual([]);
    });

    it.each([null, undefined, '', 'theme=dark'])(
      'loadFromApi sends no request for the Cookie header %j',
      async (cookies) => {
        const { url } = fixture.service;
        expect(await loadFromApi(`${url}/api`, cookies, '/me/')).toEqual({ needsRefresh: true });
        expect(forwarded).toEqual([]);
      },
    );

    it('loadFromApi throws for a 503, so that an error is not shown as a log-out', async () => {
      fixture.network.failNext('/api/me/', replaceWith(503));
      await expect(render()).rejects.toThrow('The API responded with status 503.');
    });

    it('renders the page after the browser has refreshed with the call of the client', async () => {
      fixture.expireAccessToken();
      expect(await render()).toEqual({ needsRefresh: true });
      expect(await fixture.openTab().get('/me/')).toEqual(fixture.user);
      expect(await render()).toEqual(loaded());
      expect((await fixture.session()).generation).toBe(1);
    });

    it('renders a link from another site as COOKIE_SAME_SITE requires, and then without a refresh', async () => {
      const first = cookieSameSite === 'strict' ? { needsRefresh: true } : loaded();
      expect(await render('another site')).toEqual(first);
      expect(await fixture.openTab().get('/me/')).toEqual(fixture.user);
      expect(await render()).toEqual(loaded());
      expect(fixture.network.takeKeys()).toEqual([]);
    });
  },
);
