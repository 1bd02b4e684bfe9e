import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RequestHeaders } from '../../test/support/http-client.js';

export interface Reply {
  status: number;
  /** Undefined without the header. */
  retryAfterSeconds: number | undefined;
  body: string;
  tookMs: number;
}

/** More than a service has places in its queue. */
const MAX_CONNECTIONS = 256;

/** Sends requests to the instances in turn. It is faster than `fetch`, and never repeats a request. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  private sent = 0;

  constructor(private readonly origins: readonly string[]) {}

  /** @param ip the client's address, which the service reads from X-Forwarded-For */
  post(path: string, value: object, ip: string, signal?: AbortSignal): Promise<Reply> {
    const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': ip };
    return this.send(path, JSON.stringify(value), headers, signal);
  }

  /** Sends a log-in. */
  logIn(username: string, password: string, ip: string, signal?: AbortSignal): Promise<Reply> {
    return this.post('/api/token/', { username, password }, ip, signal);
  }

  /** Sends a refresh. @param key the idempotency key */
  refresh(refresh: string, key: string, ip: string): Promise<Reply> {
    return this.send('/api/token/refresh/', JSON.stringify({ refresh }), {
      'Content-Type': 'application/json',
      'X-Forwarded-For': ip,
      'Idempotency-Key': key,
    });
  }

  send(path: string, body: string, headers: RequestHeaders, signal?: AbortSignal): Promise<Reply> {
    const startedAt = performance.now();
    const length = { 'Content-Length': Buffer.byteLength(body) };
    const options = {
      method: 'POST',
      agent: this.agent,
      headers: { ...headers, ...length },
      ...(signal !== undefined && { signal }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.next()), options, (response) => {
        text(response).then((received) => {
          const retryAfter = response.headers['retry-after'];
          resolve({
            status: response.statusCode ?? 0,
            retryAfterSeconds: retryAfter === undefined ? undefined : Number(retryAfter),
            body: received,
            tookMs: performance.now() - startedAt,
          });
        }, reject);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server may close an idle connection at the moment when the request is sent.
        const isIdle = outgoing.reusedSocket && error.code === 'ECONNRESET';
        if (isIdle) resolve(this.send(path, body, headers, signal));
        else reject(error);
      });
      outgoing.end(body);
    });
  }

  /** Sends all bodies on one TCP connection without waiting. @returns the statuses */
  async pipeline(path: string, bodies: readonly string[], ip: string): Promise<number[]> {
    const { hostname, port } = new URL(this.next());
    const socket = connect(Number(port), hostname);
    const last = bodies.length - 1;
    const requests = bodies.map(
      (body, index) =>
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
        `X-Forwarded-For: ${ip}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Connection: ${index === last ? 'close' : 'keep-alive'}\r\n\r\n${body}`,
    );
    socket.write(requests.join(''));
    const received = await text(socket);
    return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  close(): void {
    this.agent.destroy();
  }

  private next(): string {
    return this.origins[this.sent++ % this.origins.length]!;
  }
}
