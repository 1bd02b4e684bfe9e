import { type INestApplication, UseGuards } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import {
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
  WsConnections,
} from '../../src/index.js';
import {
  type TestClient,
  describeGuard,
  greet,
} from '../../test/module/contexts/describe-guard.js';
import {
  TestApplication,
  INVALID_TOKENS,
  type ModuleMethod,
} from '../../test/module/contexts/application.js';

/** Accepts every connection and requires a token for each message. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Messages {
  @SubscribeMessage('user')
  user(@CurrentUser() user: AuthUser) {
    return user;
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }

  @SubscribeMessage('administration')
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return greet(user);
  }

  @SubscribeMessage('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }

  @SubscribeMessage('front-page')
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }
}

/** Requires a token for the connection. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class AuthenticatedMessages {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object) {
    await this.connections.admit(client);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }

  @Public()
  @SubscribeMessage('authenticate')
  async authenticate(@ConnectedSocket() client: object, @MessageBody() token: unknown) {
    return (await this.connections.authenticate(client, token)).id;
  }
}

const error = (message: string, code: string) => ({ status: 'error', message, code });

const ERRORS = {
  missing: error('Authentication credentials were not provided.', 'missing_token'),
  invalid: error('Given token not valid for any token type', 'token_not_valid'),
  insufficient: error('You do not have permission to perform this action.', 'insufficient_scope'),
  unavailable: error(
    'Service temporarily unavailable, try again later.',
    'temporarily_unavailable',
  ),
};

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));

function connect(application: TestApplication, options: ClientOptions = {}, path = ''): Socket {
  const transports = ['websocket'];
  const url = `http://127.0.0.1:${application.port}${path}`;
  const socket = io(url, { transports, forceNew: true, reconnection: false, ...options });
  sockets.push(socket);
  return socket;
}

/** @returns the response of the server, or the data of its `exception` event */
const send = (socket: Socket, event: string, message: unknown = {}): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('exception', resolve);
    socket.emit(event, message, resolve);
  });

/** @returns the errors that the client receives before the connection closes, and the reason */
const untilClosed = (socket: Socket): Promise<unknown[]> =>
  new Promise((resolve) => {
    const messages: unknown[] = [];
    socket.on('exception', (message) => messages.push(message));
    socket.once('disconnect', (reason) => resolve([...messages, reason]));
  });

const withSocketIo = (app: INestApplication) => app.useWebSocketAdapter(new IoAdapter(app));

/** How a socket.io client sends a token. */
const TRANSPORTS: readonly (readonly [string, (token: string) => ClientOptions])[] = [
  ['auth: { token }', (token) => ({ auth: { token } })],
  ['auth: { token } with a Bearer prefix', (token) => ({ auth: { token: `Bearer ${token}` } })],
  ['a header', (token) => ({ extraHeaders: { Authorization: `Bearer ${token}` } })],
];

describe.each(TRANSPORTS)('a socket.io gateway with tokens in %s', (_, options) => {
  async function start(method: ModuleMethod): Promise<TestClient> {
    const application = new TestApplication(method);
    await application.start({ providers: [Messages] }, withSocketIo);
    return {
      application,
      send: (handler, token) =>
        send(connect(application, token === undefined ? {} : options(token)), handler),
    };
  }
  describeGuard(start, ERRORS);
});

describe('a socket.io gateway with admit()', () => {
  const application = new TestApplication();
  beforeAll(() => application.start({ providers: [AuthenticatedMessages] }, withSocketIo));
  afterAll(() => application.stop());
  afterEach(() => application.repairUsers());

  it('accepts a socket.io connection with a valid token', async () => {
    const socket = connect(application, { auth: { token: await application.logIn() } });
    expect(await send(socket, 'id')).toBe('id-of-carol');
    expect(socket.connected).toBe(true);
  });

  it('sends an error and closes a socket.io connection without a token', async () => {
    expect(await untilClosed(connect(application))).toEqual([
      ERRORS.missing,
      'io server disconnect',
    ]);
  });

  it.each(INVALID_TOKENS)('closes a socket.io connection whose token %s', async (_, invalidate) => {
    const token = invalidate(await application.logIn());
    const messages = await untilClosed(connect(application, { auth: { token } }));
    expect(messages).toEqual([ERRORS.invalid, 'io server disconnect']);
  });

  it('closes a socket.io connection without a token that uses long polling', async () => {
    const messages = await untilClosed(connect(application, { transports: ['polling'] }));
    expect(messages).toEqual([ERRORS.missing, 'io server disconnect']);
  });

  it('ignores a token in the URL of a socket.io connection', async () => {
    const token = await application.logIn();
    const query = { token, access_token: token, authorization: `Bearer ${token}` };
    const messages = await untilClosed(connect(application, { query }));
    expect(messages).toEqual([ERRORS.missing, 'io server disconnect']);
  });

  it.each([
    [{ token: 7 }],
    [{ token: ['a.b.c'] }],
    [{ token: { toString: 'a.b.c' } }],
    [JSON.parse('{"__proto__":{"token":"a.b.c"}}') as object],
    [{ constructor: { token: 'a.b.c' } }],
  ])('finds no token in the socket.io auth data %j', async (auth) => {
    const messages = await untilClosed(connect(application, { auth }));
    expect(messages).toEqual([ERRORS.missing, 'io server disconnect']);
  });

  it('handles messages that arrive before admit() has checked the socket.io connection', async () => {
    const socket = connect(application, { auth: { token: await application.logIn() } });
    const responses = ['id', 'id', 'id'].map((event) => send(socket, event));
    expect(await Promise.all(responses)).toEqual(Array(3).fill('id-of-carol'));
  });

  it('keeps the users of socket.io connections separate', async () => {
    const [carolsToken, adasToken] = await Promise.all([
      application.logIn('carol'),
      application.logIn('ada'),
    ]);
    const [first, second] = [carolsToken, adasToken].map((token) =>
      connect(application, { auth: { token } }),
    );
    expect(await send(first!, 'id')).toBe('id-of-carol');
    expect(await send(second!, 'id')).toBe('id-of-ada');
    expect(await send(first!, 'id')).toBe('id-of-carol');
  });

  it('rejects the next socket.io message after the session was revoked or the token expired', async () => {
    const tokens = await Promise.all([application.logIn(), application.logIn()]);
    const [revoked, expired] = tokens.map((token) => connect(application, { auth: { token } }));
    expect([await send(revoked!, 'id'), await send(expired!, 'id')]).toEqual(
      Array(2).fill('id-of-carol'),
    );
    await application.revokeSession(tokens[0]);
    expect([await send(revoked!, 'id'), await send(expired!, 'id')]).toEqual([
      ERRORS.invalid,
      'id-of-carol',
    ]);
    application.clock.pass(301_000);
    expect(await send(expired!, 'id')).toEqual(ERRORS.invalid);
  });

  it('replaces the token of a socket.io connection, and keeps the old one when the new one is invalid', async () => {
    const socket = connect(application, { auth: { token: await application.logIn() } });
    expect(await send(socket, 'authenticate', 'a.b.c')).toEqual(ERRORS.invalid);
    expect(await send(socket, 'id')).toBe('id-of-carol');
    application.clock.pass(200_000);
    expect(await send(socket, 'authenticate', await application.logIn())).toBe('id-of-carol');
    application.clock.pass(200_000);
    expect(await send(socket, 'id')).toBe('id-of-carol');
  });

  it.each([[undefined], [null], [7], [{ token: 'a.b.c' }], [['a.b.c']]])(
    'treats %j as a missing token in authenticate()',
    async (message) => {
      const socket = connect(application, { auth: { token: await application.logIn() } });
      expect(await send(socket, 'authenticate', message)).toEqual(ERRORS.missing);
    },
  );

  it('sends temporarily_unavailable and closes the socket.io connection while the users cannot be read', async () => {
    const token = await application.logIn();
    application.breakUsers();
    const messages = await untilClosed(connect(application, { auth: { token } }));
    expect(messages).toEqual([ERRORS.unavailable, 'io server disconnect']);
  });

  it('closes the socket.io connection and hides the error when code of the application throws', async () => {
    const token = await application.logIn();
    application.breakUsers(new Error('password of the database: hunter2'));
    const messages = await untilClosed(connect(application, { auth: { token } }));
    const internalError = error('Internal server error', 'internal_error');
    expect(messages).toEqual([internalError, 'io server disconnect']);
  });
});
