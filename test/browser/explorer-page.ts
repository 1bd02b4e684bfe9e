import type { Page } from 'playwright-core';

/** What a person does in the explorer. */
export class ExplorerPage {
  /** What the page asked of others, and complained about. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) this.complaints.push(request.url());
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
    const answered = this.page.waitForResponse(`${this.url}/api/token/`);
    await this.page.press('#oauth_password', 'Enter');
    await answered;
  }

  async closeDialog(): Promise<void> {
    await this.page.click('.close-modal');
  }

  async logOut(): Promise<void> {
    await this.page.click('button.authorize');
    const ended = this.page.waitForResponse(`${this.url}/api/token/blacklist/`);
    await this.page.click('button:has-text("Logout")');
    await ended;
    await this.closeDialog();
  }

  /** Calls by "Try it out". @returns status and body as the page shows them */
  async call(operationId: string): Promise<{ status: string; body: string }> {
    // A tab in the background is slow on purpose.
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

  /** Puts a body in the place of the example's. */
  async write(operationId: string, body: object): Promise<void> {
    const operation = this.page.locator(`.opblock[id$="-${operationId}"]`);
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
  }
}
