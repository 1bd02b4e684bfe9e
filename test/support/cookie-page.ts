import { randomBytes } from 'node:crypto';
import { HttpClient, type HttpResponse, type RequestHeaders } from './http-client.js';

const REFRESH_COOKIE = '__Host-Http-keyturn-refresh';
const ACCESS_COOKIE = '__Host-Http-keyturn-access';

/** What a page of this origin sends, besides the cookies. */
const SAME_ORIGIN: RequestHeaders = {
  'Sec-Fetch-Site': 'same-origin',
  'X-Requested-With': 'fetch',
};

/** A page of the API's own origin, with the cookies of its browser. */
export class CookiePage extends HttpClient {
  /** The cookies of the browser, which the page's scripts cannot read. */
  readonly jar = new Map<string, string>();
  /** The ID of the last refresh token that the page has received. */
  refreshJti = '';
  private readonly keys = new Map<string, string>();

  get refreshToken(): string | undefined {
    return this.jar.get(REFRESH_COOKIE);
  }

  get accessToken(): string | undefined {
    return this.jar.get(ACCESS_COOKIE);
  }

  /** @returns the idempotency key of a token, which the page chooses when it first sends it */
  keyOf(refreshJti: string): string {
    const key = this.keys.get(refreshJti) ?? randomBytes(16).toString('base64url');
    this.keys.set(refreshJti, key);
    return key;
  }

  async logIn(credentials: object, headers: RequestHeaders = {}): Promise<HttpResponse> {
    return this.remember(await this.postSameOrigin('/api/token/', credentials, headers));
  }

  /** @param refreshJti the token that the page expects in the cookie */
  async refresh(refreshJti = this.refreshJti, headers: RequestHeaders = {}): Promise<HttpResponse> {
    const key = { 'Idempotency-Key': this.keyOf(refreshJti) };
    const body = { refresh_jti: refreshJti };
    const all = { ...key, ...headers };
    return this.remember(await this.postSameOrigin('/api/token/refresh/', body, all));
  }

  logOut(): Promise<HttpResponse> {
    return this.postSameOrigin('/api/token/blacklist/', {});
  }

  postSameOrigin(path: string, body: object, headers: RequestHeaders = {}): Promise<HttpResponse> {
    return this.post(path, body, { ...SAME_ORIGIN, ...headers });
  }

  /** Sends the cookies of the browser, as it does for every page, and stores those of the response. */
  override async send(...[method, path, body, headers]: Parameters<HttpClient['send']>) {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = cookie === '' ? headers : { ...headers, Cookie: cookie };
    const response = await super.send(method, path, body, all);
    for (const header of response.headers.getSetCookie()) this.store(header);
    return response;
  }

  private store(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    if (/; Max-Age=0(;|$)/.test(header)) this.jar.delete(name);
    else this.jar.set(name, value);
  }

  private remember(response: HttpResponse): HttpResponse {
    const { refresh_jti: refreshJti } = response.json;
    if (typeof refreshJti === 'string') this.refreshJti = refreshJti;
    return response;
  }
}
