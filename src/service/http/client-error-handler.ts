import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type RequestRecord, type RequestObserver, UNPARSED_ROUTE } from './request-record.js';

type HttpResponse = readonly [statusLine: string, detail: string];

/** Responses by Node's error code. */
const RESPONSES: Readonly<Record<string, HttpResponse>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

const MALFORMED: HttpResponse = ['400 Bad Request', 'Malformed request.'];

export type ClientErrorHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

/** Responds in JSON to a request that Node could not parse, and closes the connection. */
export const clientErrorHandler =
  (observers: readonly RequestObserver[]): ClientErrorHandler =>
  ({ code = '' }, socket) => {
    if (socket.writable && code !== 'ECONNRESET') {
      const finished = respond(RESPONSES[code] ?? MALFORMED, socket);
      for (const observe of observers) observe(finished);
    }
    socket.destroySoon();
  };

function respond([statusLine, detail]: HttpResponse, socket: Socket): RequestRecord {
  const requestId = randomUUID();
  const body = JSON.stringify({ detail });
  const headers = [
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.write(`HTTP/1.1 ${statusLine}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
  const address = socket.remoteAddress ?? null;
  const status = Number.parseInt(statusLine);
  return { requestId, method: '', route: UNPARSED_ROUTE, status, durationMs: 0, address };
}
