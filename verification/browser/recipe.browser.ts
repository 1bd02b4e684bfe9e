import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import ts from 'typescript';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import { keyturn } from '../../test/support/run-cli.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { openChromium } from './chromium.js';

const CREDENTIALS = { username: 'alice', password: 'violet kettle harbor' };
const RECIPE = 'verification/clients/recipes/fetch-with-cookies.ts';
const IDB_KEYVAL = 'verification/node_modules/idb-keyval/dist/index.js';

/** The two storages of docs/clients.md. */
const STORAGES = {
  localStorage: 'localStorage',
  IndexedDB: `{
    getItem: async (name) => (await get(name)) ?? null,
    setItem: set,
    removeItem: del,
  }`,
};

/** Creates the client of the recipe as `client`. */
const pageWith = (storage: string): string => `<!doctype html><title>App</title>
  <script type="module">
    import { get, set, del } from '/app/idb-keyval.js';
    import { createCookieClient } from '/app/fetch-with-cookies.js';
    globalThis.client = createCookieClient('/api', ${storage}, navigator.locks);
  </script>`;

let browser: Browser;
let database: TestDatabase;
let server: ServerProcess;
let url: string;
let scripts: Record<string, string>;

beforeAll(async () => {
  browser = await openChromium();
  database = await createDatabase('sqlite');
  const variables = { DATABASE_URL: database.url, REFRESH_TOKEN_TRANSPORT: 'cookie' };
  server = await ServerProcess.start(variables);
  url = server.url.replace('127.0.0.1', 'localhost');
  const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
  await keyturn(create, { DATABASE_URL: database.url }, CREDENTIALS.password);
  const options = { target: ts.ScriptTarget.ES2022 };
  scripts = {
    'fetch-with-cookies.js': ts.transpile(await readFile(RECIPE, 'utf8'), options),
    'idb-keyval.js': await readFile(IDB_KEYVAL, 'utf8'),
  };
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.drop();
});

describe.each(Object.entries(STORAGES))('fetch with cookies, over %s', (_, storage) => {
  let context: BrowserContext;
  let tab: Page;
  beforeEach(async () => {
    context = await browser.newContext();
    await context.route(`${url}/app/**`, (route) => serve(route, storage));
    tab = await openTab();
    await tab.evaluate(`client.logIn('${CREDENTIALS.username}', '${CREDENTIALS.password}')`);
  });
  afterEach(() => context.close());

  async function openTab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${url}/app/`);
    await page.waitForFunction('globalThis.client');
    return page;
  }

  /** Refreshes again and again. @returns the number of refreshes that failed */
  const refresh = (page: Page, times: number): Promise<number> =>
    page.evaluate<number>(`(async () => {
      let failures = 0;
      let access;
      for (let left = ${times}; left > 0; left--) {
        try {
          access = await client.access(access);
        } catch {
          failures++;
        }
      }
      return failures;
    })()`);

  const callMe = (page: Page) =>
    page.evaluate<string>(
      `client.request('/me/').then(async (response) => (await response.json()).username)`,
    );

  it('the recipe stays logged in after a reload, and in a second tab', async () => {
    await tab.reload();
    await tab.waitForFunction('globalThis.client');
    await expect(callMe(tab)).resolves.toBe(CREDENTIALS.username);
    await expect(callMe(await openTab())).resolves.toBe(CREDENTIALS.username);
    await expect(callMe(tab)).resolves.toBe(CREDENTIALS.username);
    expect(await tab.evaluate('document.cookie')).toBe('');
  });

  it('the recipe stays logged in while four tabs refresh at the same time', async () => {
    const tabs = [tab, await openTab(), await openTab(), await openTab()];
    expect(await Promise.all(tabs.map((one) => refresh(one, 10)))).toEqual([0, 0, 0, 0]);
    const names = await Promise.all(tabs.map(callMe));
    expect(names).toEqual(tabs.map(() => CREDENTIALS.username));
  });

  it('the recipe stays logged in while two tabs refresh and every third response is lost', async () => {
    let requests = 0;
    await context.route(`${url}/api/token/refresh/`, async (route) => {
      if (++requests % 3 !== 0) return route.continue();
      // The browser stores the cookie of this response. The page does not receive it.
      await route.fetch();
      await route.abort();
    });
    const tabs = [tab, await openTab()];
    const failures = await Promise.all(tabs.map((one) => refresh(one, 12)));
    expect(Math.max(...failures)).toBeGreaterThan(0);
    await context.unroute(`${url}/api/token/refresh/`);
    const names = await Promise.all(tabs.map(callMe));
    expect(names).toEqual(tabs.map(() => CREDENTIALS.username));
  });

  it('the recipe logs out in all tabs', async () => {
    const other = await openTab();
    await callMe(other);
    await tab.evaluate('client.logOut()');
    await expect(callMe(tab)).rejects.toThrow('Not logged in.');
    await expect(callMe(other)).rejects.toThrow('Not logged in.');
    expect(await context.cookies(url)).toEqual([]);
  });
});

/** Serves the page and its scripts from the origin of the service, as a reverse proxy does. */
function serve(route: Route, storage: string): Promise<void> {
  const name = new URL(route.request().url()).pathname.replace('/app/', '');
  if (name === '') return route.fulfill({ contentType: 'text/html', body: pageWith(storage) });
  return route.fulfill({ contentType: 'text/javascript', body: scripts[name] ?? '' });
}
