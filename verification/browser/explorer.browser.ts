import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import { PrefixProxy } from './prefix-proxy.js';
import { keyturn } from '../../test/support/run-cli.js';
import { ServerProcess } from '../../test/support/server-process.js';
import { openChromium } from './chromium.js';
import { ExplorerPage } from './explorer-page.js';

const CREDENTIALS = { username: 'alice', password: 'violet kettle harbor' };
const ME = { status: '200', body: expect.stringContaining('"username": "alice"') };
const REFUSED = { status: '401', body: expect.stringContaining('credentials were not provided') };

/** Chromium logs this for every response with a status of 4xx. */
const HTTP_ERROR = /^Failed to load resource: the server responded with a status of 4/;

let database: TestDatabase;
let server: ServerProcess;
let browser: Browser;
let explorer: ExplorerPage;

beforeAll(async () => {
  browser = await openChromium();
  database = await createDatabase('sqlite');
  server = await ServerProcess.start({ DATABASE_URL: database.url });
  const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
  await keyturn(create, { DATABASE_URL: database.url }, CREDENTIALS.password);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.drop();
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
  explorer = new ExplorerPage(await context.newPage(), server.url);
  await explorer.open();
});
afterEach(async () => {
  await explorer.page.context().close();
  expect(explorer.problems.filter((one) => !HTTP_ERROR.test(one))).toEqual([]);
});

const tokensIn = (text: string) => text.match(/eyJ[\w-]*\.[\w-]*\.[\w-]*/g) ?? [];

const stored = () => explorer.page.evaluate<string>('JSON.stringify(Object.entries(localStorage))');

const storedRecord = () =>
  explorer.page.evaluate<{ refresh: string; key: string }>(
    'JSON.parse(localStorage.authorized).passwordAuth.token',
  );

/** @returns the next refresh token */
async function refreshAsThief(refresh: string, key: string = randomUUID()): Promise<string> {
  const headers = { 'Idempotency-Key': key };
  const { json } = await server.post('/api/token/refresh/', { refresh }, headers);
  return String(json['refresh']);
}

it('a user logs in with the dialog, calls, reloads, calls again, and gets 401 after logging out', async () => {
  await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.closeDialog();
  await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
  await explorer.reload();
  await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
  await explorer.logOut();
  await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
});

it('the dialog shows the error message of the API when the password is wrong', async () => {
  await explorer.logIn('alice', 'wrong');
  await explorer.page.waitForSelector('.modal-ux .errors');
  const dialog = await explorer.page.innerText('.modal-ux');
  expect(dialog).toContain('No active account found with the given credentials');
});

it('the browser stores no password, and no tokens after a log-out', async () => {
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.page.waitForSelector('.modal-ux :text("Logout")');
  const during = await stored();
  await explorer.closeDialog();
  await explorer.logOut();
  expect(during).toContain('eyJ');
  expect(during).not.toContain(CREDENTIALS.password);
  expect(await stored()).not.toContain('eyJ');
});

it('logging out in the dialog revokes the session', async () => {
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.page.waitForSelector('.modal-ux :text("Logout")');
  const [refresh] = tokensIn(await stored());
  await explorer.closeDialog();
  await explorer.logOut();
  const { json } = await server.post('/api/token/verify/', { token: refresh });
  expect(json).toEqual({ non_field_errors: ['Token is blacklisted'] });
});

it('two tabs share one session and never send a token that the other has consumed', async () => {
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.closeDialog();
  const other = new ExplorerPage(await explorer.page.context().newPage(), server.url);
  await other.open();
  for (const tab of [explorer, other, explorer, other])
    await expect(tab.call('token_refresh_create')).resolves.toMatchObject({ status: '200' });
  for (const tab of [explorer, other]) await expect(tab.call('me_retrieve')).resolves.toEqual(ME);
  await other.logOut();
  await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
});

it('a second log-in revokes the first session, and a log-out with "Try it out" revokes the second', async () => {
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.closeDialog();
  const [first] = tokensIn(await stored());
  await explorer.setBody('token_create', CREDENTIALS);
  await explorer.call('token_create');
  const [second] = tokensIn(await stored());
  await expect(explorer.call('token_blacklist_create')).resolves.toMatchObject({ status: '200' });
  expect(await stored()).not.toContain('eyJ');
  await expect(explorer.call('me_retrieve')).resolves.toEqual(REFUSED);
  for (const token of [first, second])
    expect((await server.post('/api/token/verify/', { token })).status).toBe(400);
});

it('the dialog works with the keyboard, focuses the username first, and rejects a password in the token field', async () => {
  await explorer.page.focus('button.authorize');
  await explorer.page.keyboard.press('Enter');
  await explorer.page.waitForSelector('#oauth_username:focus');
  await explorer.page.keyboard.type(CREDENTIALS.username);
  await explorer.page.keyboard.press('Tab');
  await explorer.page.keyboard.type(CREDENTIALS.password);
  const response = explorer.page.waitForResponse('**/api/token/');
  await explorer.page.keyboard.press('Enter');
  expect((await response).status()).toBe(200);
  await explorer.page.fill('#auth-bearer-value', CREDENTIALS.password);
  await explorer.page.press('#auth-bearer-value', 'Enter');
  await explorer.page.waitForSelector('.modal-ux :text("This is not a token")');
  expect(await stored()).not.toContain(CREDENTIALS.password);
});

it('the explorer uses the tokens that "Try it out" obtains and refreshes', async () => {
  await explorer.setBody('token_create', CREDENTIALS);
  await explorer.call('token_create');
  await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
  const before = await stored();
  // The explorer replaces the token of the example with its current token.
  await expect(explorer.call('token_refresh_create')).resolves.toMatchObject({ status: '200' });
  await expect(explorer.call('token_refresh_create')).resolves.toMatchObject({ status: '200' });
  expect(await stored()).not.toBe(before);
  await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
  await expect(explorer.call('token_verify_create')).resolves.toMatchObject({ status: '200' });
});

it('the explorer deletes and revokes its session when a refresh gets 401 (rule 5 for clients)', async () => {
  await explorer.logIn('alice', CREDENTIALS.password);
  await explorer.closeDialog();
  const { refresh, key } = await storedRecord();
  const second = await refreshAsThief(await refreshAsThief(refresh, key));
  const blacklisted = explorer.page.waitForRequest(`${server.url}/api/token/blacklist/`);
  await expect(explorer.call('token_refresh_create')).resolves.toMatchObject({ status: '401' });
  expect((await blacklisted).postDataJSON()).toEqual({ refresh });
  await (await blacklisted).response();
  expect(await stored()).not.toContain('eyJ');
  expect((await server.post('/api/token/verify/', { token: second })).status).toBe(400);
});

it('the explorer uses dark colors when the system prefers them', async () => {
  const background = () =>
    explorer.page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  const light = await background();
  await explorer.page.emulateMedia({ colorScheme: 'dark' });
  await explorer.page.waitForSelector('html.dark-mode');
  expect(await background()).not.toBe(light);
});

it('the explorer works behind a proxy that strips a path prefix, without requests outside of it', async () => {
  const proxy = await PrefixProxy.start(server.url, '/team/auth');
  const context = await browser.newContext();
  const page = await context.newPage();
  const prefixed = new ExplorerPage(page, proxy.url);
  await page.goto(`${proxy.url}/api/docs`);
  await page.waitForSelector('.opblock');
  await prefixed.logIn('alice', CREDENTIALS.password);
  await prefixed.closeDialog();
  await expect(prefixed.call('me_retrieve')).resolves.toEqual(ME);
  await expect(prefixed.call('token_refresh_create')).resolves.toMatchObject({ status: '200' });
  const [refresh] = tokensIn(await page.evaluate<string>('localStorage.getItem("authorized")'));
  await prefixed.logOut();
  await expect(prefixed.call('me_retrieve')).resolves.toEqual(REFUSED);
  expect((await server.post('/api/token/verify/', { token: refresh })).status).toBe(400);
  await context.close();
  await proxy.stop();
  expect(prefixed.problems.filter((one) => !HTTP_ERROR.test(one))).toEqual([]);
});
