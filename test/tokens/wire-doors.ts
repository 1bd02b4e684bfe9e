import { Agent, type IncomingMessage, request } from 'node:http';
import { FORMS } from '../fuzz/answer-forms.js';
import type { Tokens } from '../support/service.js';
import type { Door, Key } from './authority.js';
import type { Caller, Outcome, Way } from './outcome.js';
import { ACCEPTED } from './verdict.js';
import { type Ruling, sentenceOf } from './wiring.js';

/** What a door makes of a text before there is a token to judge. */
export type Received = { token: string } | { refusal: Ruling };

const FIELDS = { verify: 'token', refresh: 'refresh', blacklist: 'refresh' } as const;

const SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const EDGES = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');

const BODY_LIMIT = 64 * 1024;
/** Node reads 16 KiB of headers, and there are others than ours. */
const HEADER_LIMIT = 15_000;

/** The same doors over HTTP. */
export class WireDoors implements Way {
  readonly sees = ['id', 'username'] as const;
  readonly leaves = { ip: '127.0.0.1', user_agent: null };
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** @returns undefined when the text cannot be sent there at all */
  received(door: Door, text: string, body: Body): Received | undefined {
    return door === 'bearer' ? inHeader(text) : inField(text, FIELDS[door], body);
  }

  /** @throws {Error} for every answer that http-contract.md does not know */
  async present(door: Door, text: string, key: Key, as: Body): Promise<Outcome> {
    const sent = door === 'bearer' ? bearer(text) : BODIES[as](FIELDS[door], text);
    const headers = { ...sent.headers, ...keyHeader(door, key) };
    const { status, body } = await this.ask(door, { ...sent, headers });
    const value: unknown = JSON.parse(body);
    if (FORMS[status]?.safeParse(value).success !== true || status >= 500) {
      throw new Error(`${door} answers a token with ${status} ${body.slice(0, 300)}`);
    }
    return status === 200 ? given(door, value) : { ruling: sentenceOf(value) };
  }

  close(): void {
    this.agent.destroy();
  }

  private ask(door: Door, { headers, body }: Sent): Promise<{ status: number; body: string }> {
    const url = new URL(door === 'bearer' ? '/api/me/' : `/api/token/${door}/`, this.url);
    const method = door === 'bearer' ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      const asked = request(url, { method, headers, agent: this.agent }, (response) => {
        textOf(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, body: text }),
          reject,
        );
      });
      asked.on('error', reject).end(body);
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

const keyHeader = (door: Door, key: Key): Sent['headers'] =>
  door === 'refresh' && key !== undefined ? { 'Idempotency-Key': key } : {};

function given(door: Door, value: unknown): Outcome {
  if (door === 'bearer') return { ruling: ACCEPTED, caller: value as Partial<Caller> };
  return { ruling: ACCEPTED, ...(door === 'refresh' && { pair: value as Tokens }) };
}

/** How a token is written where it is a field. */
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

/** UTF-8, as the clients send that do not refuse. */
const asHeader = (text: string): string => Buffer.from(text).toString('latin1');

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function inHeader(text: string): Received | undefined {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(asHeader(text))) return undefined;
  return asHeader(text).length > HEADER_LIMIT ? undefined : { token: asHeader(text) };
}

function inField(sent: string, name: string, as: Body): Received {
  const { body } = BODIES[as](name, sent);
  // No form can carry half of a surrogate pair.
  const text = as === 'form' ? (new URLSearchParams(body).get(name) ?? '') : sent;
  if (Buffer.byteLength(body) > BODY_LIMIT) return { refusal: 'Request body is too large' };
  const token = text.replaceAll(EDGES, '');
  if (token === '') return { refusal: 'This field may not be blank.' };
  if (text.includes('\0')) return { refusal: 'Null characters are not allowed.' };
  const half = /\p{Surrogate}/u.exec(text)?.[0].charCodeAt(0).toString(16).toUpperCase();
  if (half !== undefined) return { refusal: `Surrogate characters are not allowed: U+${half}.` };
  if (text.includes('\ufffd'))
    return { refusal: 'Replacement characters are not allowed: U+FFFD.' };
  return { token };
}
