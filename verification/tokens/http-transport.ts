import { Agent, type IncomingMessage, request } from 'node:http';
import { RESPONSE_SCHEMAS } from '../fuzz/response-schemas.js';
import type { Tokens } from '../../test/support/api-client.js';
import type { Endpoint, Key } from './service-state.js';
import type { Caller, Outcome, Transport } from './outcome.js';
import { ACCEPTED } from './expectation.js';
import { type Message, messageOf } from './wiring.js';

/** The token that an endpoint extracts from a request, or its error before that. */
export type ExtractedToken = { token: string } | { refusal: Message };

const FIELDS = { verify: 'token', refresh: 'refresh', blacklist: 'refresh' } as const;

const SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const EDGES = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');

const BODY_LIMIT = 64 * 1024;
/** Node accepts 16 KiB of headers, some of which are set by the HTTP client. */
const HEADER_LIMIT = 15_000;

/** Calls the endpoints over HTTP. */
export class HttpTransport implements Transport {
  readonly callerFields = ['id', 'username'] as const;
  readonly storedClient = { ip: '127.0.0.1', user_agent: null };
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** @returns undefined when the text cannot be sent to the endpoint */
  extractToken(endpoint: Endpoint, text: string, body: Body): ExtractedToken | undefined {
    return endpoint === 'bearer' ? inHeader(text) : inField(text, FIELDS[endpoint], body);
  }

  /** @throws {Error} for a response that docs/http-contract.md does not allow */
  async present(endpoint: Endpoint, text: string, key: Key, as: Body): Promise<Outcome> {
    const sent = endpoint === 'bearer' ? bearer(text) : BODIES[as](FIELDS[endpoint], text);
    const headers = { ...sent.headers, ...keyHeader(endpoint, key) };
    const { status, body } = await this.send(endpoint, { ...sent, headers });
    const value: unknown = JSON.parse(body);
    if (RESPONSE_SCHEMAS[status]?.safeParse(value).success !== true || status >= 500) {
      throw new Error(`${endpoint} returned ${status} ${body.slice(0, 300)}`);
    }
    return status === 200 ? acceptedOutcome(endpoint, value) : { message: messageOf(value) };
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    endpoint: Endpoint,
    { headers, body }: Sent,
  ): Promise<{ status: number; body: string }> {
    const url = new URL(endpoint === 'bearer' ? '/api/me/' : `/api/token/${endpoint}/`, this.url);
    const method = endpoint === 'bearer' ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      const sentRequest = request(url, { method, headers, agent: this.agent }, (response) => {
        textOf(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, body: text }),
          reject,
        );
      });
      sentRequest.on('error', reject).end(body);
    });
  }
}

interface Sent {
  headers: Record<string, string>;
  body: string;
}

const bearer = (text: string): Sent => ({
  headers: { Authorization: `Bearer ${asHeader(text)}` },
  body: '',
});

const keyHeader = (endpoint: Endpoint, key: Key): Sent['headers'] =>
  endpoint === 'refresh' && key !== undefined ? { 'Idempotency-Key': key } : {};

function acceptedOutcome(endpoint: Endpoint, value: unknown): Outcome {
  if (endpoint === 'bearer') return { message: ACCEPTED, caller: value as Partial<Caller> };
  return { message: ACCEPTED, ...(endpoint === 'refresh' && { pair: value as Tokens }) };
}

/** Encodes a token as a field of a body. */
const BODIES = {
  json: (name: string, text: string): Sent => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ [name]: text }),
  }),
  form: (name: string, text: string): Sent => ({
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ [name]: text }).toString(),
  }),
} as const;
type Body = keyof typeof BODIES;

/** Encodes as UTF-8, as clients do that accept such a token. */
const asHeader = (text: string): string => Buffer.from(text).toString('latin1');

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function inHeader(text: string): ExtractedToken | undefined {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(asHeader(text))) return undefined;
  return asHeader(text).length > HEADER_LIMIT ? undefined : { token: asHeader(text) };
}

function inField(sent: string, name: string, as: Body): ExtractedToken {
  const { body } = BODIES[as](name, sent);
  // A form cannot contain half of a surrogate pair.
  const text = as === 'form' ? (new URLSearchParams(body).get(name) ?? '') : sent;
  if (Buffer.byteLength(body) > BODY_LIMIT) return { refusal: 'Request body is too large' };
  const token = text.replaceAll(EDGES, '');
  if (token === '') return { refusal: 'This field may not be blank.' };
  if (text.includes('\0')) return { refusal: 'Null characters are not allowed.' };
  const surrogate = /\p{Surrogate}/u.exec(text)?.[0].charCodeAt(0).toString(16).toUpperCase();
  if (surrogate !== undefined)
    return { refusal: `Surrogate characters are not allowed: U+${surrogate}.` };
  if (text.includes('\ufffd'))
    return { refusal: 'Replacement characters are not allowed: U+FFFD.' };
  return { token };
}
