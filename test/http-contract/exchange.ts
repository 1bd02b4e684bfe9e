import { type IncomingMessage, request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WireReply, WireRequest } from './contract-case.js';

/** Sends a request just as it is: `fetch` forbids methods, joins headers and adds its own. */
export async function exchange(url: string, request: WireRequest): Promise<WireReply> {
  const response = await open(url, request);
  return {
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    text: await text(response),
  };
}

/** Each on a connection of its own: what one leaves behind is nothing to the next. */
function open(url: string, { method, path, headers = {}, body }: WireRequest) {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { ...headers, ...length } };
    const request = openRequest({ ...options, agent: false }, resolve);
    request.once('error', reject);
    request.end(body);
  });
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
