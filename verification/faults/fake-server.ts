import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Tokens } from '../../test/support/api-client.js';
import { until } from './time-limit.js';
import type { FakeService } from './fake-service.js';
import { ServerLog } from './server-log.js';
import type { Server } from './supervised-server.js';

const RESTART_MS = 50;

/** A server of a fake service, which can be killed like a real one. */
export class FakeServer implements Server {
  readonly log = new ServerLog();
  stops = 0;
  /** Whether it stays down after a kill. */
  staysDown = false;
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private port = 0;

  private constructor(private readonly service: FakeService) {}

  static async start(service: FakeService): Promise<FakeServer> {
    const server = new FakeServer(service);
    await server.listen();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isUp(): boolean {
    return this.server.listening;
  }

  kill(): boolean {
    if (!this.isUp) return false;
    this.server.close();
    this.server.closeAllConnections();
    if (!this.staysDown) void setTimeout(RESTART_MS).then(() => this.listen());
    return true;
  }

  waitUntilUp(timeoutMs?: number): Promise<void> {
    return until('every server is up', () => this.isUp, timeoutMs);
  }

  /** Does not restart, unlike a real server. */
  restart(): Promise<void> {
    return this.waitUntilUp();
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }

  resume(): void {}

  end(): Promise<void> {
    this.staysDown = true;
    this.kill();
    return Promise.resolve();
  }

  private async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '', headers } = request;
    const body = JSON.parse((await text(request)) || '{}') as Partial<Tokens>;
    const bearer = headers.authorization?.slice('Bearer '.length) ?? '';
    const key = String(headers['idempotency-key']);
    const [status, value] = this.service.respond(url, bearer, key, body);
    const json = JSON.stringify(value ?? {});
    response.writeHead(status, { 'Content-Length': json.length }).end(json);
  }
}
