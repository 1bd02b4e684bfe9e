import { type ExecutionContext, type INestApplication, UseGuards } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  type AuthUser,
  CurrentUser,
  type GuardedRequest,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
  WsConnections,
} from '../../../src/index.js';
import { Deferred } from '../../support/deferred.js';
import { type TestClient, describeGuard, greet } from './describe-guard.js';
import { TestApplication, INVALID_TOKENS, type ModuleMethod } from './application.js';

interface UpgradeRequest {
  headers: { authorization?: string };
}

const reply = (data: unknown) => ({ event: 'response', data });

/** Accepts connections without a token as anonymous, and requires a token for each message. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Messages {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object, request: UpgradeRequest) {
    if (request.headers.authorization === undefined) return;
    await this.connections.admit(client, request);
  }

  @SubscribeMessage('user')
  user(@CurrentUser() user: AuthUser) {
    return reply(user);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return reply(id);
  }

  @SubscribeMessage('administration')
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return reply(greet(user));
  }

  @SubscribeMessage('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return reply(greet(user));
  }

  @SubscribeMessage('front-page')
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return reply(greet(user));
  }

  @Public()
  @SubscribeMessage('authenticate')
  async authenticate(@ConnectedSocket() client: object, @MessageBody() token: unknown) {
    return reply((await this.connections.authenticate(client, token)).id);
  }
}

/** Requires a token for the connection. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class AuthenticatedMessages {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object, request: UpgradeRequest) {
    await this.connections.admit(client, request);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return reply(id);
  }
}

const withWs = (app: INestApplication) => app.useWebSocketAdapter(new WsAdapter(app));

const exception = (message: string, code: string) => ({ status: 'error', message, code });

const MISSING = exception('Authentication credentials were not provided.', 'missing_token');
const INVALID = exception('Given token not valid for any token type', 'token_not_valid');

const ERRORS = {
  missing: MISSING,
  invalid: [1008, 'token_not_valid'],
  insufficient: exception(
    'You do not have permission to perform this action.',
    'insufficient_scope',
  ),
  unavailable: [1013, 'temporarily_unavailable'],
};

const sockets: WebSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

function connect(
  application: TestApplication,
  headers: Record<string, string> = {},
  path = '',
): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${application.port}/${path}`, { headers });
  sockets.push(socket);
  return socket;
}

const untilClosed = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve([code, reason.toString()]));
  });

/**
 * @returns the response of the server, the data of its `exception` event, or the close code and
 * reason
 */
async function send(socket: WebSocket, event: string, data: unknown = {}): Promise<unknown> {
  if (socket.readyState === WebSocket.CONNECTING) {
    await new Promise((resolve) => socket.once('open', resolve));
  }
  const response = new Promise<unknown>((resolve) => {
    socket.once('message', (message: Buffer) =>
      resolve((JSON.parse(message.toString()) as { data: unknown }).data),
    );
  });
  socket.send(JSON.stringify({ event, data }));
  return Promise.race([response, untilClosed(socket)]);
}

describe('a WebSocket gateway', () => {
  async function start(method: ModuleMethod): Promise<TestClient> {
    const application = new TestApplication(method);
    await application.start({ providers: [Messages] }, withWs);
    return {
      application,
      send: (handler, token) =>
        send(connect(application, token === undefined ? {} : bearer(token)), handler),
    };
  }
  describeGuard(start, ERRORS);
});

describe('a WebSocket that authenticates with a message', () => {
  const application = new TestApplication();
  beforeAll(() => application.start({ providers: [Messages] }, withWs));
  afterAll(() => application.stop());

  it('a WebSocket is anonymous until authenticate() accepts a token, and then has the user of the token', async () => {
    const socket = connect(application);
    expect(await send(socket, 'id')).toEqual(MISSING);
    expect(await send(socket, 'authenticate', await application.logIn())).toBe('id-of-carol');
    expect(await send(socket, 'id')).toBe('id-of-carol');
    expect(await send(socket, 'greeting')).toEqual({ hello: 'id-of-carol' });
  });

  it('keeps the users of WebSocket connections separate', async () => {
    const [first, second] = [connect(application), connect(application)];
    await send(first, 'authenticate', await application.logIn());
    expect(await send(second, 'id')).toEqual(MISSING);
    expect(await send(second, 'greeting')).toEqual({ hello: 'guest' });
  });

  it.each(INVALID_TOKENS)(
    'a WebSocket stays anonymous when the token for authenticate() %s',
    async (_, invalidate) => {
      const socket = connect(application);
      expect(await send(socket, 'authenticate', invalidate(await application.logIn()))).toEqual(
        INVALID,
      );
      expect(await send(socket, 'id')).toEqual(MISSING);
      expect(await send(socket, 'front-page')).toEqual({ hello: 'guest' });
    },
  );

  it('replaces the token of a WebSocket connection, and keeps the old one when the new one is invalid', async () => {
    const socket = connect(application, bearer(await application.logIn()));
    expect(await send(socket, 'authenticate', 'a.b.c')).toEqual(INVALID);
    expect(await send(socket, 'id')).toBe('id-of-carol');
    application.clock.pass(200_000);
    expect(await send(socket, 'authenticate', await application.logIn())).toBe('id-of-carol');
    application.clock.pass(200_000);
    expect(await send(socket, 'id')).toBe('id-of-carol');
  });
});

describe('a WebSocket gateway with admit()', () => {
  const application = new TestApplication();
  beforeAll(() => application.start({ providers: [AuthenticatedMessages] }, withWs));
  afterAll(() => application.stop());
  afterEach(() => application.repairUsers());

  it('accepts a WebSocket connection with a valid token', async () => {
    const socket = connect(application, bearer(await application.logIn()));
    expect(await send(socket, 'id')).toBe('id-of-carol');
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('handles a message that arrives before admit() has checked the WebSocket connection', async () => {
    const token = await application.logIn();
    const users = new Deferred<void>();
    application.holdUsers(users.promise);
    const socket = connect(application, bearer(token));
    const response = send(socket, 'id');
    socket.once('open', () => socket.ping());
    // The message was sent before the ping, so it has arrived by now.
    await new Promise((resolve) => socket.once('pong', resolve));
    users.resolve();
    expect(await response).toBe('id-of-carol');
  });

  it('closes a WebSocket connection without a token with the code 1008 and a reason', async () => {
    expect(await untilClosed(connect(application))).toEqual([1008, 'missing_token']);
  });

  it('closes a WebSocket connection whose Authorization header is malformed', async () => {
    const socket = connect(application, { Authorization: 'Bearer two words' });
    expect(await untilClosed(socket)).toEqual([1008, 'bad_authorization_header']);
  });

  it('ignores a token in the URL of a WebSocket connection', async () => {
    const token = await application.logIn();
    const socket = connect(application, {}, `?token=${token}&access_token=${token}`);
    expect(await untilClosed(socket)).toEqual([1008, 'missing_token']);
  });

  it('closes the WebSocket connection and hides the error when code of the application throws', async () => {
    const token = await application.logIn();
    application.breakUsers(new Error('password of the database: hunter2'));
    expect(await untilClosed(connect(application, bearer(token)))).toEqual([
      1011,
      'internal_error',
    ]);
  });

  it('rejects the next WebSocket message after the session was revoked', async () => {
    const token = await application.logIn();
    const socket = connect(application, bearer(token));
    expect(await send(socket, 'id')).toBe('id-of-carol');
    await application.revokeSession(token);
    expect(await send(socket, 'id')).toEqual(INVALID);
  });
});

describe('a WebSocket guard that extends JwtAuthGuard', () => {
  class MessageGuard extends JwtAuthGuard {
    protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
      return context.switchToWs().getData<{ jwt?: string }>().jwt;
    }
  }

  @WebSocketGateway()
  @UseGuards(MessageGuard)
  class OwnMessages {
    @SubscribeMessage('id')
    id(@CurrentUser('id') id: string) {
      return reply(id);
    }
  }

  const application = new TestApplication();
  beforeAll(() => application.start({ providers: [OwnMessages] }, withWs));
  afterAll(() => application.stop());

  it('reads the token from each WebSocket message when extractToken does', async () => {
    const socket = connect(application);
    expect(await send(socket, 'id', { jwt: await application.logIn() })).toBe('id-of-carol');
    expect(await send(socket, 'id', {})).toEqual(MISSING);
  });
});

describe('the global guard in WebSockets', () => {
  @WebSocketGateway()
  class Unguarded {
    @SubscribeMessage('id')
    id(@CurrentUser('id') id: string) {
      return reply(id);
    }
  }

  const application = new TestApplication('forRoot', { globalGuard: true });
  beforeAll(() => application.start({ providers: [Unguarded] }, withWs));
  afterAll(() => application.stop());

  it('the global guard applies to WebSocket messages', async () => {
    expect(await send(connect(application), 'id')).toEqual(MISSING);
  });
});
