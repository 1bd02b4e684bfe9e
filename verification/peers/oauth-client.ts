import { createHash, randomBytes } from 'node:crypto';
import type { HttpResponse, HttpClient } from '../../test/support/http-client.js';
import type { Browser } from './browser.js';

const REDIRECT_URI = 'http://127.0.0.1/callback';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** A public OAuth client that uses the code flow with PKCE, as RFC 9700 requires. */
export class OAuthClient {
  constructor(
    private readonly clientId: string,
    private readonly endpoints: { authorization: string; token: string },
    private readonly parameters: Readonly<Record<string, string>> = {},
  ) {}

  /** @returns the refresh token */
  async logIn(browser: Browser, server: HttpClient): Promise<string> {
    const verifier = randomBytes(32).toString('base64url');
    const code = await this.authorize(browser, verifier);
    const grant = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    const { status, json, text } = await this.requestToken(server, {
      ...grant,
      code_verifier: verifier,
    });
    const { refresh_token } = json;
    if (typeof refresh_token !== 'string')
      throw new Error(`The token endpoint returned ${status}: ${text}`);
    return refresh_token;
  }

  refresh(server: HttpClient, refresh_token: string): Promise<HttpResponse> {
    return this.requestToken(server, { grant_type: 'refresh_token', refresh_token });
  }

  private async authorize(browser: Browser, verifier: string): Promise<string> {
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: REDIRECT_URI,
      scope: 'openid offline_access',
      state: randomBytes(16).toString('base64url'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...this.parameters,
    });
    const end = await browser.follow(`${this.endpoints.authorization}?${parameters.toString()}`);
    const code = end.searchParams.get('code');
    if (code === null) throw new Error(`The redirect has no code: ${end.search}`);
    return code;
  }

  private requestToken(server: HttpClient, grant: Record<string, string>): Promise<HttpResponse> {
    const body = new URLSearchParams({ ...grant, client_id: this.clientId }).toString();
    return server.send('POST', this.endpoints.token, body, FORM);
  }
}
