import { randomBytes } from 'node:crypto';
import type { ApiClient, TokenResponse, Tokens } from './api-client.js';
import type { HttpResponse } from './http-client.js';

/**
 * A client with one tab that keeps its key in memory: rules 1 to 4 of docs/clients.md. It returns every
 * response, and the test handles a 401 (rule 5).
 */
export class KeyedClient {
  private key = newKey();

  constructor(
    /** The service. A test may replace it. */
    public service: ApiClient,
    public tokens: Tokens,
  ) {}

  static async logIn(service: ApiClient, credentials: object): Promise<KeyedClient> {
    return new KeyedClient(service, (await service.logInAs(credentials)).tokens);
  }

  async refresh(): Promise<TokenResponse> {
    const response = await this.service.refresh(this.tokens.refresh, this.key);
    if (response.status === 200) {
      this.tokens = response.tokens;
      this.key = newKey();
    }
    return response;
  }

  me(): Promise<HttpResponse> {
    return this.service.me(this.tokens.access);
  }
}

const newKey = (): string => randomBytes(16).toString('base64url');
