import { type Answer, HttpClient } from '../support/http-client.js';

const MOST_REDIRECTS = 10;

/** Keeps cookies and follows redirections, and nothing else. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  private readonly server: HttpClient;

  constructor(private readonly origin: string) {
    this.server = new HttpClient(origin);
  }

  async post(path: string, body: unknown): Promise<Answer> {
    return this.keep(await this.server.post(path, body, { Origin: this.origin, ...this.cookie }));
  }

  async get(path: string): Promise<Answer> {
    return this.keep(await this.server.get(path, this.cookie));
  }

  /** @returns where it leads in the end, beyond this origin */
  async follow(path: string): Promise<URL> {
    let at = new URL(path, this.origin);
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      const answer = await this.get(at.pathname + at.search);
      const next = redirectionOf(answer);
      if (next === undefined) throw new Error(`${at.pathname} leads to ${answer.status}.`);
      at = new URL(next, at);
      if (at.origin !== this.origin) return at;
    }
    throw new Error(`${path} leads nowhere.`);
  }

  private keep(answer: Answer): Answer {
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';', 1)[0]!.split(/=(.*)/s) as [string, string];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  private get cookie(): Record<string, string> {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { Cookie: pairs.join('; ') };
  }
}

/** better-auth tells the scripts of a page in JSON where to go, and fetch says that it is one. */
function redirectionOf({ headers, json }: Answer): string | undefined {
  const { redirect, url } = json;
  return headers.get('Location') ?? (redirect === true ? (url as string) : undefined);
}
