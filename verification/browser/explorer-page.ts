import type { Page } from 'playwright-core';

/** The actions of a user in the API explorer. */
export class ExplorerPage {
  /** Errors and warnings of the page, and its requests to other origins. */
  readonly problems: string[] = [];

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) this.problems.push(request.url());
    });
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.url}/api/docs/`);
    await this.page.waitForSelector('.opblock');
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.waitForSelector('.opblock');
  }

  async logIn(username: string, password: string): Promise<void> {
    await this.page.click('button.authorize');
    await this.page.fill('#oauth_username', username);
    await this.page.fill('#oauth_password', password);
    const responded = this.page.waitForResponse(`${this.url}/api/token/`);
    await this.page.press('#oauth_password', 'Enter');
    await responded;
  }

  async closeDialog(): Promise<void> {
    await this.page.click('.close-modal');
  }

  async logOut(): Promise<void> {
    await this.page.click('button.authorize');
    const loggedOut = this.page.waitForResponse(`${this.url}/api/token/blacklist/`);
    await this.page.click('button:has-text("Logout")');
    await loggedOut;
    await this.closeDialog();
  }

  /** Calls an operation with "Try it out". @returns status and body as the page shows them */
  async call(operationId: string): Promise<{ status: string; body: string }> {
    // Browsers throttle tabs in the background.
    await this.page.bringToFront();
    const operation = this.page.locator(`.opblock[id$="-${operationId}"]`);
    if ((await operation.locator('.execute').count()) === 0)
      await operation.locator('.opblock-summary-control').click();
    const clear = operation.locator('.btn-clear');
    if ((await clear.count()) > 0) await clear.click();
    await operation.locator('.execute').click();
    const live = operation.locator('.live-responses-table');
    return {
      status: (await live.locator('.response-col_status').last().innerText()).trim(),
      body: await live.locator('.highlight-code').first().innerText(),
    };
  }

  /** Replaces the example body. */
  async setBody(operationId: string, body: object): Promise<void> {
    const operation = this.page.locator(`.opblock[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
  }
}
