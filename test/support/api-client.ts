import { HttpClient, type HttpResponse, type RequestHeaders } from './http-client.js';

export interface Tokens {
  access: string;
  refresh: string;
}

/** A response that contains tokens if its status is 200. */
export interface TokenResponse extends HttpResponse {
  tokens: Tokens;
}

/** The password of every user that the toolkit creates. */
export const PASSWORD = 'copper willow stream';

/** A client with one method for each endpoint. It keeps no tokens and returns every response. */
export class ApiClient extends HttpClient {
  /** Logs in. @throws when the status is not 200 */
  async obtain(username: string, password = PASSWORD): Promise<Tokens> {
    const response = await this.logInAs({ username, password });
    if (response.status === 200) return response.tokens;
    throw new Error(`the log-in responded ${response.status}: ${response.text}`);
  }

  logInAs(credentials: object, headers: RequestHeaders = {}): Promise<TokenResponse> {
    return this.postForTokens('/api/token/', credentials, headers);
  }

  /** @param key the Idempotency-Key; undefined: without the header */
  refresh(refresh: string, key?: string, headers: RequestHeaders = {}): Promise<TokenResponse> {
    const all = key === undefined ? headers : { ...headers, 'Idempotency-Key': key };
    return this.postForTokens('/api/token/refresh/', { refresh }, all);
  }

  verify(token: string): Promise<HttpResponse> {
    return this.post('/api/token/verify/', { token });
  }

  blacklist(refresh: string, headers: RequestHeaders = {}): Promise<HttpResponse> {
    return this.post('/api/token/blacklist/', { refresh }, headers);
  }

  me(access: string): Promise<HttpResponse> {
    return this.get('/api/me/', { Authorization: `Bearer ${access}` });
  }

  private async postForTokens(path: string, body: object, headers: RequestHeaders) {
    const response = await this.post(path, body, headers);
    return { ...response, tokens: response.json as unknown as Tokens };
  }
}
