import { type INestApplication, Inject } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { WebSocket } from 'ws';
import { WsConnections } from '../../../../src/index.js';
import type { GuardedApplication } from '../guarded-application.js';
import type { Connection, Opening, SocketTransport } from './socket-transport.js';
import { type ExpectedError, messageError } from './transport.js';

interface UpgradeRequest {
  headers: { authorization?: string };
}

/** The codes of RFC 6455 §7.4.1, and of IANA for 1013. */
const CLOSE_CODES: Readonly<Record<number, number>> = { 401: 1008, 500: 1011, 503: 1013 };

const prepare = (app: INestApplication) => app.useWebSocketAdapter(new WsAdapter(app));

const closing = ({ status, code }: ExpectedError) => [CLOSE_CODES[status], code];

/** Plain WebSockets. Clients send the token in a header of the opening request. */
export const WS: SocketTransport = {
  name: 'a WebSocket',
  handler: (name) => SubscribeMessage(name),
  serve(handlers) {
    /** Checks the token of a connection that has one. */
    @WebSocketGateway()
    class Gateway extends handlers {
      @Inject(WsConnections)
      private readonly connections!: WsConnections;

      async handleConnection(client: object, request: UpgradeRequest) {
        if (request.headers.authorization === undefined) return;
        await this.connections.admit(client, request);
      }
    }
    return { providers: [Gateway], prepare };
  },
  prepare,
  reply: (data, event) => ({ event, data }),
  call(application, handler, token) {
    const connection = connect(application, token === undefined ? {} : { token });
    return connection.send(handler).finally(() => connection.close());
  },
  error: messageError,
  refusal: closing,
  connect,
  closing,
};

function connect({ port }: GuardedApplication, { token, query }: Opening = {}): Connection {
  const url = `ws://127.0.0.1:${port}/?${new URLSearchParams(query).toString()}`;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return new WsConnection(new WebSocket(url, { headers }));
}

class WsConnection implements Connection {
  private readonly opened: Promise<unknown>;
  private readonly closed: Promise<unknown>;

  constructor(private readonly socket: WebSocket) {
    this.opened = new Promise((resolve) => socket.once('open', resolve));
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason.toString()]));
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  async send(event: string, data: unknown = {}): Promise<unknown> {
    await this.opened;
    const response = this.response(event);
    this.socket.send(JSON.stringify({ event, data }));
    return Promise.race([response, this.closed]);
  }

  untilClosed(): Promise<unknown> {
    return this.closed;
  }

  close(): void {
    this.socket.terminate();
  }

  private response(event: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.socket.on('message', (bytes: Buffer) => {
        const message = JSON.parse(bytes.toString()) as { event: string; data: unknown };
        if ([event, 'exception'].includes(message.event)) resolve(message.data);
      });
    });
  }
}
