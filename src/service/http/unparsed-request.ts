import type { Socket } from 'node:net';

/** What Node could not read as HTTP, or waited for in vain. */
const ANSWERS: Readonly<Record<string, readonly [statusLine: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

const MALFORMED = ['400 Bad Request', 'Malformed request.'] as const;

/** Answers a request that never became one, in JSON like every other, and hangs up. */
export function answerUnparsed({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  const [statusLine, detail] = ANSWERS[code] ?? MALFORMED;
  const body = JSON.stringify({ detail });
  const headers = [
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  if (socket.writable && code !== 'ECONNRESET') {
    socket.write(`HTTP/1.1 ${statusLine}\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}
