import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type FinishedRequest, type RequestObserver, UNPARSED_ROUTE } from './finished-request.js';

type Answer = readonly [statusLine: string, detail: string];

/** What Node could not read as HTTP, or waited for in vain. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

const MALFORMED: Answer = ['400 Bad Request', 'Malformed request.'];

export type UnparsedRequestHandler = (error: NodeJS.ErrnoException, socket: Socket) => void;

/** Answers a request that never became one, in JSON like every other, and hangs up. */
export const unparsedRequestHandler =
  (observers: readonly RequestObserver[]): UnparsedRequestHandler =>
  ({ code = '' }, socket) => {
    if (socket.writable && code !== 'ECONNRESET') {
      const finished = answerUnparsed(ANSWERS[code] ?? MALFORMED, socket);
      for (const observe of observers) observe(finished);
    }
    socket.destroySoon();
  };

function answerUnparsed([statusLine, detail]: Answer, socket: Socket): FinishedRequest {
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
