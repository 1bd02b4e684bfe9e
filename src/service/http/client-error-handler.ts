import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { HttpSettings } from './http-settings.js';
import { type RequestRecord, type RequestObserver, UNPARSED_ROUTE } from './request-record.js';
import { DEFAULT_HEADERS, REQUEST_ID_HEADER } from './response-headers.js';
import { strictTransportHeaders } from './strict-transport.js';

type HttpResponse = readonly [statusLine: string, detail: string];

/** Responses by Node's error code. */
const RESPONSES: Readonly<Record<string, HttpResponse>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

const MALFORMED: HttpResponse = ['400 Bad Request', 'Malformed request.'];

export type ClientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

/**
 * Responds in JSON to a request that Node could not parse, and closes the connection.
 *
 * @param observers called for every such request
 */
export const clientErrorHandler =
  (
    observers: readonly RequestObserver[],
    { hstsSeconds }: Pick<HttpSettings, 'hstsSeconds'>,
  ): ClientErrorHandler =>
  ({ code = '' }, socket) => {
    if (socket.writable && code !== 'ECONNRESET') {
      const finished = respond(RESPONSES[code] ?? MALFORMED, socket, hstsSeconds);
      for (const observe of observers) observe(finished);
    }
    socket.destroySoon();
  };

function respond(
  [statusLine, detail]: HttpResponse,
  socket: Socket,
  hstsSeconds: number,
): RequestRecord {
  const requestId = randomUUID();
  const body = JSON.stringify({ detail });
  const headers = {
    ...DEFAULT_HEADERS,
    ...strictTransportOf(socket, hstsSeconds),
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    [REQUEST_ID_HEADER]: requestId,
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${statusLine}\r\n${lines.join('')}\r\n${body}`);
  const address = socket.remoteAddress ?? null;
  const status = Number.parseInt(statusLine);
  return { requestId, method: '', route: UNPARSED_ROUTE, status, durationMs: 0, address };
}

/** The `Host` is unknown. A client of HTTPS has named its host in the handshake (RFC 6066 §3). */
function strictTransportOf(socket: Socket, hstsSeconds: number): Record<string, string> {
  const { servername } = socket as Socket & { servername?: string | false };
  if (!(socket instanceof TLSSocket) || !servername) return {};
  return strictTransportHeaders('https', [servername], hstsSeconds);
}
