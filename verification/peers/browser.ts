import { type HttpResponse, HttpClient } from '../../test/support/http-client.js';

const MAX_REDIRECTS = 10;

/** An HTTP client that stores cookies and follows redirects. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  private readonly server: HttpClient;

  constructor(private readonly origin: string) {
    this.server = new HttpClient(origin);
  }

  async post(path: string, body: unknown): Promise<HttpResponse> {
    return this.store(await this.server.post(path, body, { Origin: this.origin, ...this.cookie }));
  }

  async get(path: string): Promise<HttpResponse> {
    return this.store(await this.server.get(path, this.cookie));
  }

  /** @returns the first redirect target outside this origin */
  async follow(path: string): Promise<URL> {
    let at = new URL(path, this.origin);
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      const response = await this.get(at.pathname + at.search);
      const next = redirectionOf(response);
      if (next === undefined)
        throw new Error(`${at.pathname} returned ${response.status} instead of a redirect.`);
      at = new URL(next, at);
      if (at.origin !== this.origin) return at;
    }
    throw new Error(`${path} redirects too often.`);
  }

  private store(response: HttpResponse): HttpResponse {
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';', 1)[0]!.split(/=(.*)/s) as [string, string];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  private get cookie(): Record<string, string> {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { Cookie: pairs.join('; ') };
  }
}

/** better-auth sends redirects as JSON to fetch requests. */
function redirectionOf({ headers, json }: HttpResponse): string | undefined {
  const { redirect, url } = json;
  return headers.get('Location') ?? (redirect === true ? (url as string) : undefined);
}
