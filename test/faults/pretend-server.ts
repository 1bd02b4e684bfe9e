import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Tokens } from '../support/service.js';
import { until } from './time-limit.js';
import type { PretendService } from './pretend-service.js';
import { ServerLog } from './server-log.js';
import type { Server } from './supervised-server.js';

const RESTART_MS = 50;

/** A port of a pretended service, which can be killed like a server that is real. */
export class PretendServer implements Server {
  readonly log = new ServerLog();
  stops = 0;
  /** Killed, it stays so. */
  isMortal = false;
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private port = 0;

  private constructor(private readonly service: PretendService) {}

  static async start(service: PretendService): Promise<PretendServer> {
    const server = new PretendServer(service);
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
    if (!this.isMortal) void setTimeout(RESTART_MS).then(() => this.listen());
    return true;
  }

  untilUp(timeoutMs?: number): Promise<void> {
    return until('every server is up', () => this.isUp, timeoutMs);
  }

  /** It does not do what it is told. */
  restart(): Promise<void> {
    return this.untilUp();
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }

  resume(): void {}

  end(): Promise<void> {
    this.isMortal = true;
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
