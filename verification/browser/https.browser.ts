import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createCertificate } from '../../test/support/certificates.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { freePort } from '../../test/support/postgres.mjs';
import type { ServerProcess } from '../../test/support/server-process.js';
import { openChromium } from './chromium.js';
import { ExplorerPage } from './explorer-page.js';

const ME = { status: '200', body: expect.stringContaining('"username": "alice"') };

let browser: Browser;
let deployment: Deployment;
let server: ServerProcess;
let redirectPort: number;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-https-'));
  const { cert, key } = await createCertificate();
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 });
  redirectPort = await freePort();
  browser = await openChromium();
  deployment = await Deployment.create('sqlite', {
    NODE_ENV: 'production',
    TLS_CERT_FILE: join(folder, 'cert.pem'),
    TLS_KEY_FILE: join(folder, 'key.pem'),
    HTTP_REDIRECT_PORT: String(redirectPort),
    REFRESH_TOKEN_TRANSPORT: 'cookie',
    EXPLORER: 'true',
    SHUTDOWN_DELAY: '0s',
  });
  server = await deployment.start();
});
afterAll(async () => {
  await browser.close();
  await deployment.drop();
  rmSync(folder, { recursive: true });
});

/** A browser that trusts the certificate of the test. */
const openPage = async (): Promise<Page> =>
  (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();

it('a browser that opens the explorer over HTTP logs in, refreshes and logs out over HTTPS', async () => {
  const page = await openPage();
  const url = server.url.replace('127.0.0.1', 'localhost');
  await page.goto(`http://localhost:${redirectPort}/api/docs/`);
  expect(page.url()).toBe(`${url}/api/docs/`);
  const explorer = new ExplorerPage(page, url);
  await explorer.reload();
  await explorer.logIn(ALICE.username, ALICE.password);
  await explorer.closeDialog();
  await expect(explorer.call('me_retrieve')).resolves.toEqual(ME);
  expect((await explorer.call('token_refresh_create')).status).toBe('200');
  const attributes = { httpOnly: true, secure: true, sameSite: 'Strict' };
  const cookies = await page.context().cookies(url);
  expect(cookies.sort((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
    { name: '__Host-Http-keyturn-refresh', ...attributes },
    { name: '__Host-Http-keyturn-session', ...attributes },
  ]);
  await explorer.logOut();
  expect(await page.context().cookies(url)).toEqual([]);
  expect(explorer.problems).toEqual([]);
});

it('the explorer on localhost is served without HSTS, so that other local services stay reachable over HTTP', async () => {
  const page = await openPage();
  const response = await page.goto(`${server.url.replace('127.0.0.1', 'localhost')}/api/docs/`);
  expect(response?.status()).toBe(200);
  expect(response?.headers()['strict-transport-security']).toBeUndefined();
});
