import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import { keyturn } from '../../test/support/run-cli.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { AttackerSite } from './attacker-site.js';
import { openChromium } from './chromium.js';
import { ExplorerPage } from './explorer-page.js';

const CREDENTIALS = { username: 'alice', password: 'violet kettle harbor' };
const REFRESH_COOKIE = '__Host-Http-keyturn-refresh';
const ME = { status: '200', body: expect.stringContaining('"username": "alice"') };
const REFUSED = { status: '401', body: expect.stringContaining('credentials were not provided') };
const OK = expect.objectContaining({ status: '200' });

/** Chromium logs this for every response with a status of 4xx. */
const HTTP_ERROR = /^Failed to load resource: (the server responded with a status of 4|net::ERR)/;

let browser: Browser;
let attacker: AttackerSite;
beforeAll(async () => {
  [browser, attacker] = await Promise.all([openChromium(), AttackerSite.start()]);
});
afterAll(() => Promise.all([browser.close(), attacker.stop()]));

describe.each([
  ['cookie', 'header'],
  ['cookie', 'cookie'],
  ['both', 'header'],
] as const)('with REFRESH_TOKEN_TRANSPORT=%s and ACCESS_TOKEN_TRANSPORT=%s', (refresh, access) => {
  let database: TestDatabase;
  let server: ServerProcess;
  let url: string;
  let context: BrowserContext;
  let explorer: ExplorerPage;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    const variables = { REFRESH_TOKEN_TRANSPORT: refresh, ACCESS_TOKEN_TRANSPORT: access };
    server = await ServerProcess.start({ DATABASE_URL: database.url, ...variables });
    url = server.url.replace('127.0.0.1', 'localhost');
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    await keyturn(create, { DATABASE_URL: database.url }, CREDENTIALS.password);
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
    explorer = new ExplorerPage(await context.newPage(), url);
    await explorer.open();
    await explorer.logIn(CREDENTIALS.username, CREDENTIALS.password);
    await explorer.closeDialog();
  });
  afterEach(async () => {
    await context.close();
    expect(explorer.problems.filter((one) => !HTTP_ERROR.test(one))).toEqual([]);
  });

  const cookie = async () =>
    (await context.cookies(url)).find(({ name }) => name === REFRESH_COOKIE)?.value;

  const isValid = async (token = '') =>
    (await server.post('/api/token/verify/', { token })).status === 200;

  const refreshNow = () => explorer.call('token_refresh_create');

  /** Restores what the browser had stored, as a crash or a restored profile does. */
  const storage = () => explorer.page.evaluate<string>('localStorage.authorized');
  const restoreStorage = (text: string) =>
    explorer.page.evaluate(`localStorage.setItem('authorized', ${JSON.stringify(text)})`);

  describe('the life of a session in the explorer', () => {
    it('logs in, reloads, refreshes and logs out', async () => {
      await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
      await explorer.reload();
      await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
      const before = await cookie();
      await expect(refreshNow()).resolves.toEqual(OK);
      await expect(refreshNow()).resolves.toEqual(OK);
      expect(await cookie()).not.toBe(before);
      await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
      const last = await cookie();
      await explorer.logOut();
      expect([await cookie(), await isValid(last)]).toEqual([undefined, false]);
      await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
    });

    it('refreshes in two tabs in turn', async () => {
      const other = new ExplorerPage(await context.newPage(), url);
      await other.open();
      for (const tab of [explorer, other, explorer, other])
        await expect(tab.call('token_refresh_create')).resolves.toEqual(OK);
      for (const tab of [explorer, other])
        await expect(tab.call('me_retrieve')).resolves.toEqual(ME);
      await other.logOut();
      await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
    });

    it('continues when the response to a refresh is lost', async () => {
      const [before, stored] = [await context.cookies(), await storage()];
      await refreshNow();
      const successor = await cookie();
      await context.addCookies(before);
      await restoreStorage(stored);
      await expect(refreshNow()).resolves.toEqual(OK);
      expect(await cookie()).toBe(successor);
    });

    it('continues when the page crashes before it stores the ID of the new token', async () => {
      const stored = await storage();
      await refreshNow();
      await restoreStorage(stored);
      await expect(refreshNow()).resolves.toEqual(OK);
      expect(await isValid(await cookie())).toBe(true);
    });

    it('revokes the session when an older profile is restored after a newer token was used', async () => {
      const [before, stored] = [await context.cookies(), await storage()];
      await refreshNow();
      await refreshNow();
      const last = await cookie();
      await context.addCookies(before);
      await restoreStorage(stored);
      const blacklisted = explorer.page.waitForResponse(`${url}/api/token/blacklist/`);
      await expect(refreshNow()).resolves.toMatchObject({ status: '401' });
      await blacklisted;
      expect([await cookie(), await isValid(last)]).toEqual([undefined, false]);
    });

    it('revokes the first session when the user logs in again', async () => {
      const first = await cookie();
      await explorer.setBody('token_create', CREDENTIALS);
      await expect(explorer.call('token_create')).resolves.toEqual(OK);
      expect([await isValid(first), await isValid(await cookie())]).toEqual([false, true]);
    });
  });

  describe('a script of the page', () => {
    it('cannot read the refresh token in document.cookie or in any storage', async () => {
      await refreshNow();
      const token = await cookie();
      expect(await isValid(token)).toBe(true);
      const readable = await explorer.page.evaluate<string>(
        'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])',
      );
      expect(readable).not.toContain(token);
      expect(readable).not.toContain(CREDENTIALS.password);
      expect(await explorer.page.evaluate('document.cookie')).toBe('');
    });

    it('cannot read the refresh token in a response', async () => {
      const text = await explorer.page.evaluate<string>(`(async () => {
        const headers = { 'Content-Type': 'application/json', 'X-Requested-With': 'fetch' };
        const init = { method: 'POST', headers, body: '{}' };
        const response = await fetch('/api/token/refresh/', init);
        return JSON.stringify([await response.text(), [...response.headers]]);
      })()`);
      expect(text).toContain('refresh_jti');
      expect(text).not.toContain(await cookie());
      expect(text).not.toContain('set-cookie');
    });

    it('chooses another random key for each token, and no copy of the storage contains the token', async () => {
      await refreshNow();
      await refreshNow();
      const text = await explorer.page.evaluate<string>(`localStorage['keyturn-keys']`);
      const keys = (JSON.parse(text) as [string, string][]).map(([, key]) => key);
      expect(keys.length).toBeGreaterThan(1);
      expect(new Set(keys).size).toBe(keys.length);
      expect(text).not.toContain(await cookie());
    });
  });

  describe.each(['127.0.0.1', 'localhost'])('a page of another origin on %s', (host) => {
    let page: Page;
    let token: string | undefined;

    beforeEach(async () => {
      token = await cookie();
      page = await context.newPage();
      await page.goto(`http://${host}:${attacker.port}/`);
    });
    // Every attack leaves the session and its cookie as they were.
    afterEach(async () => {
      expect(await cookie()).toBe(token);
      expect(await isValid(token)).toBe(true);
      await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
    });

    const PATHS = ['/api/token/refresh/', '/api/token/blacklist/', '/api/token/'];

    it.each(
      PATHS.flatMap((path) =>
        ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'].map(
          (type) => [path, type] as const,
        ),
      ),
    )('cannot send a form to %s as %s', async (path, enctype) => {
      const responded = page.waitForResponse(url + path);
      await page.evaluate(`
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action: '${url}${path}', enctype: '${enctype}' });
        for (const [name, value] of Object.entries(${JSON.stringify(CREDENTIALS)})) {
          form.append(Object.assign(document.createElement('input'), { name, value }));
        }
        document.body.append(form);
        form.submit();
      `);
      // With both transports a form can log in, with tokens in a body that the page cannot read.
      const isLogIn = refresh === 'both' && path === '/api/token/';
      const expected = isLogIn ? [200, 400, 415] : [400, 401, 403, 415];
      expect(expected).toContain((await responded).status());
    });

    it.each(PATHS)('cannot send a request with credentials to %s', async (path) => {
      const results = await page.evaluate<string[]>(`(async () => {
        const attempt = (init) =>
          fetch('${url}${path}', { method: 'POST', credentials: 'include', body: '${JSON.stringify(CREDENTIALS)}', ...init })
            .then(async (response) => response.type + (await response.text()), ({ name }) => name);
        return Promise.all([
          attempt({ headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'fetch' } }),
          attempt({ headers: { 'Content-Type': 'text/plain' } }),
          attempt({ mode: 'no-cors' }),
          attempt({ mode: 'no-cors', body: new Blob(['{}'], { type: 'text/plain' }), keepalive: true }),
        ]);
      })()`);
      expect(results).toEqual(['TypeError', 'TypeError', 'opaque', 'opaque']);
    });

    it('cannot change anything with an image or a script', async () => {
      await page.evaluate(
        `Promise.all(${JSON.stringify([...PATHS, '/api/me/', '/api/sessions/'])}.flatMap((path) =>
          ['img', 'script'].map((name) => new Promise((resolve) => {
            const element = document.createElement(name);
            element.onload = element.onerror = resolve;
            element.src = '${url}' + path;
            document.body.append(element);
          }))))`,
      );
    });

    it('cannot show the explorer in a frame', async () => {
      const frame = await page.evaluate<string | null>(`new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.onload = () => {
          try { resolve(frame.contentDocument && frame.contentDocument.title); } catch { resolve('refused'); }
        };
        frame.src = '${url}/api/docs/';
        document.body.append(frame);
      })`);
      expect([null, 'refused']).toContain(frame);
      const texts = await Promise.all(
        page.frames().map((one) => one.evaluate<string>('document.body.innerText').catch(() => '')),
      );
      expect(texts.join()).not.toContain('Keyturn');
    });
  });
});
