import { randomBytes } from 'node:crypto';
import type { HttpResponse, HttpClient } from './http-client.js';
import type { Tokens } from './service.js';

/**
 * A client with one tab that keeps its key in memory: rules 1 to 4 of docs/clients.md. It returns every
 * response, and the test handles a 401 (rule 5).
 */
export class KeyedClient {
  private key = newKey();

  constructor(
    /** The service. A test may replace it. */
    public service: HttpClient,
    public tokens: Tokens,
  ) {}

  static async logIn(service: HttpClient, credentials: object): Promise<KeyedClient> {
    const response = await service.post('/api/token/', credentials);
    return new KeyedClient(service, response.json as unknown as Tokens);
  }

  async refresh(): Promise<HttpResponse> {
    const body = { refresh: this.tokens.refresh };
    const response = await this.service.post('/api/token/refresh/', body, {
      'Idempotency-Key': this.key,
    });
    if (response.status === 200) {
      this.tokens = response.json as unknown as Tokens;
      this.key = newKey();
    }
    return response;
  }

  me(): Promise<HttpResponse> {
    return this.service.get('/api/me/', { Authorization: `Bearer ${this.tokens.access}` });
  }
}

const newKey = (): string => randomBytes(16).toString('base64url');
