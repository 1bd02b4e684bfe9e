import { type IncomingMessage, request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { HttpResponse, HttpRequest } from './contract-case.js';

/** Sends a request unchanged: `fetch` forbids some methods, joins headers and adds its own. */
export async function exchange(url: string, request: HttpRequest): Promise<HttpResponse> {
  const response = await open(url, request);
  return {
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    text: await text(response),
  };
}

/** Uses a new connection for each request, so that requests do not influence each other. */
function open(url: string, { method, path, headers = {}, body }: HttpRequest) {
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
