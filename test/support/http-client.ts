export interface HttpResponse {
  status: number;
  headers: Headers;
  /** The body, unchanged. */
  text: string;
  /** The body parsed as JSON, or an empty object if it is not JSON. */
  json: Record<string, unknown>;
}

export type RequestHeaders = Readonly<Record<string, string>>;

/** Plain HTTP against one origin. */
export class HttpClient {
  constructor(readonly url: string) {}

  get(path: string, headers: RequestHeaders = {}): Promise<HttpResponse> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: RequestHeaders = {}): Promise<HttpResponse> {
    const type = { 'Content-Type': 'application/json' };
    return this.send('POST', path, JSON.stringify(body), { ...type, ...headers });
  }

  async send(
    method: string,
    path: string,
    body: string | Buffer<ArrayBuffer> | undefined,
    headers: RequestHeaders = {},
  ): Promise<HttpResponse> {
    const init = { method, headers, redirect: 'manual' } as const;
    const response = await fetch(
      new URL(path, this.url),
      body === undefined ? init : { ...init, body },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
