import { IoAdapter } from '@nestjs/platform-socket.io';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { GuardedApplication } from '../../test/module/contexts/guarded-application.js';
import type {
  Connection,
  SocketTransport,
} from '../../test/module/contexts/transports/socket-transport.js';
import { decorated, messageError } from '../../test/module/contexts/transports/transport.js';

type Options = Partial<ManagerOptions & SocketOptions>;

/** The ways in which a socket.io client sends a token. */
const WAYS: readonly (readonly [string, (token: string) => Options])[] = [
  ['auth: { token }', (token) => ({ auth: { token } })],
  ['auth: { token } with a Bearer prefix', (token) => ({ auth: { token: `Bearer ${token}` } })],
  ['a header', (token) => ({ extraHeaders: { Authorization: `Bearer ${token}` } })],
];

export const SOCKET_IO: readonly SocketTransport[] = WAYS.map(([way, withToken]) => ({
  name: `socket.io with tokens in ${way}`,
  handler: (name) => SubscribeMessage(name),
  prepare: (app) => app.useWebSocketAdapter(new IoAdapter(app)),
  serve(gateway) {
    return { providers: [decorated(gateway, WebSocketGateway())], prepare: this.prepare };
  },
  reply: (value) => value,
  call(application, event, token) {
    const connection = open(application, token === undefined ? {} : withToken(token));
    return connection.send(event).finally(() => connection.close());
  },
  error: messageError,
  connect: (application, { token, query } = {}) =>
    open(application, {
      ...(token !== undefined && withToken(token)),
      ...(query !== undefined && { query }),
    }),
  closing: (error) => [messageError(error), 'io server disconnect'],
}));

export function open({ port }: GuardedApplication, options: Options): Connection {
  const defaults = { transports: ['websocket'], forceNew: true, reconnection: false };
  return new SocketIoConnection(io(`http://127.0.0.1:${port}`, { ...defaults, ...options }));
}

class SocketIoConnection implements Connection {
  constructor(private readonly socket: Socket) {}

  get isOpen(): boolean {
    return this.socket.connected;
  }

  send(event: string, data: unknown = {}): Promise<unknown> {
    return new Promise((resolve) => {
      this.socket.once('exception', resolve);
      this.socket.emit(event, data, resolve);
    });
  }

  /** @returns the errors that the client receives before the connection closes, and the reason */
  untilClosed(): Promise<unknown> {
    const errors: unknown[] = [];
    this.socket.on('exception', (error) => errors.push(error));
    return new Promise((resolve) => {
      this.socket.once('disconnect', (reason) => resolve([...errors, reason]));
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}
